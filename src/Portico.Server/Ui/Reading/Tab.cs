namespace Portico.Server.Ui.Reading;

/// <summary>A section of an asset's pages.</summary>
public sealed record Tab(string Name, string Label, string Address, long? Count = null);
