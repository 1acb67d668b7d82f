namespace Portico.Ingestion.Catalog;

/// <summary>How long a call is tried again.</summary>
/// <param name="Attempts">The number of tries.</param>
sealed record Patience(int Attempts)
{
    /// <summary>Before anything is written: a wrong address is told within a second.</summary>
    public static Patience AtStart { get; } = new(3);

    /// <summary>In the middle of a run: a restart of the catalog, about a minute, is waited for.</summary>
    public static Patience Running { get; } = new(9);

    /// <summary>Things that the run does not depend on.</summary>
    public static Patience None { get; } = new(1);
}
