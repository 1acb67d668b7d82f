namespace Portico.Realms.Store;

/// <summary>Which events a list shows; conditions are joined by and. Times are milliseconds since 1970.</summary>
sealed record EventFilter
{
    public bool Admin { get; init; }

    /// <summary>Event types, or operations of administrators; empty means all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<string> ResourceTypes { get; init; } = [];

    /// <summary>A path with <c>*</c> for anything.</summary>
    public string? Path { get; init; }

    public string? ClientId { get; init; }

    public string? UserId { get; init; }

    public string? Ip { get; init; }

    public long? From { get; init; }

    public long? To { get; init; }

    public int First { get; init; }

    public int Max { get; init; } = 100;

    public bool OldestFirst { get; init; }

    public string PathPattern => Path is null ? "%" : Path.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal).Replace('*', '%');
}
