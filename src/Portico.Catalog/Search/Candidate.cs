using System.Data.Common;

namespace Portico.Catalog.Search;

/// <summary>A document that may become a hit.</summary>
sealed class Candidate
{
    public required long Doc { get; init; }

    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string Name { get; init; }

    public required string FullyQualifiedName { get; init; }

    public required string? DisplayName { get; init; }

    public required long UpdatedAt { get; init; }

    /// <summary>The packed facets; empty when they were not read.</summary>
    public required string Facets { get; init; }

    public double Score { get; set; }

    public static Candidate Read(DbDataReader reader) => new()
    {
        Doc = reader.GetInt64(0),
        Id = reader.GetString(1),
        Type = reader.GetString(2),
        Name = reader.GetString(3),
        FullyQualifiedName = reader.GetString(4),
        DisplayName = reader.IsDBNull(5) ? null : reader.GetString(5),
        UpdatedAt = reader.GetInt64(6),
        Facets = reader.GetString(7),
    };

    public SearchHit ToHit() => new(Guid.Parse(Id), Type, Name, FullyQualifiedName, Score);
}
