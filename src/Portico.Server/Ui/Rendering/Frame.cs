using Portico.Server.Ui.Reading;

namespace Portico.Server.Ui.Rendering;

/// <summary>What every page knows besides its own subject. Cascaded to all components.</summary>
public sealed record Frame
{
    /// <summary>Who looks; <c>null</c> before signing in.</summary>
    public Viewer? Viewer { get; init; }

    /// <summary><c>light</c>, <c>dark</c>, or empty: as the system says.</summary>
    public string Theme { get; init; } = "";

    /// <summary>Path and query of this page: where forms return to.</summary>
    public string Address { get; init; } = "/";

    /// <summary>What was searched for, to fill the search box.</summary>
    public string SearchText { get; init; } = "";

    /// <summary>For "3 hours ago".</summary>
    public required DateTimeOffset Now { get; init; }
}
