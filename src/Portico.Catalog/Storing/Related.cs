using System.Data.Common;

namespace Portico.Catalog.Storing;

/// <summary>What a reference shows of the entity it names.</summary>
sealed record Related(Guid Id, string Type, string Name, string Fqn, string? DisplayName, bool Deleted)
{
    /// <summary>Id, type, name, fully qualified name, display name, deleted: in this order from <paramref name="at"/>.</summary>
    public static Related Read(DbDataReader reader, int at) => new(
        Guid.Parse(reader.GetString(at)), reader.GetString(at + 1), reader.GetString(at + 2), reader.GetString(at + 3),
        reader.IsDBNull(at + 4) ? null : reader.GetString(at + 4), reader.GetBoolean(at + 5));
}
