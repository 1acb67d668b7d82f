namespace Portico.Server.Ui.Reading;

/// <summary>A signed-in browser of the viewer.</summary>
public sealed record SessionView(string Id, DateTimeOffset Started, DateTimeOffset LastUsed, string? Client, bool IsCurrent);
