namespace Portico.Server.Ui.Reading;

/// <summary>The person who looks at a page.</summary>
public sealed record Viewer
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Display name, or the name.</summary>
    public required string Label { get; init; }

    public string Email { get; init; } = "";

    public bool IsAdmin { get; init; }

    /// <summary>One or two letters for the round badge.</summary>
    public string Initials => Initial(Label);

    public static string Initial(string label)
    {
        var words = label.Split([' ', '-', '.', '_'], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => "?",
            [var one] => char.ToUpperInvariant(one[0]).ToString(),
            [var first, .., var last] => $"{char.ToUpperInvariant(first[0])}{char.ToUpperInvariant(last[0])}",
        };
    }
}
