namespace Portico.Catalog.Documents;

/// <summary>One page of a listing, ordered by name, then id.</summary>
public sealed record ListQuery
{
    /// <summary>What is shown of each entity.</summary>
    public ReadOptions Read { get; init; } = ReadOptions.Default;

    /// <summary>0 to 1,000,000; 0 asks for the total alone.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Cursor of a previous page: what precedes it. Not together with <see cref="After"/>.</summary>
    public string? Before { get; init; }

    /// <summary>Cursor of a previous page: what follows it.</summary>
    public string? After { get; init; }

    /// <summary>The filters that the type declares, by name, such as <c>database</c>; others are ignored.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();
}
