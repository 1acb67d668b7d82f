using System.Text;
using System.Text.Json;
using Portico.Ingestion.Model;

namespace Portico.Ingestion.Catalog;

/// <summary>What the catalog has below a parent: names, hashes, and what this run saw of it.</summary>
sealed class KnownChildren
{
    const int PageSize = 1000;

    readonly Dictionary<string, Child> _children = new(StringComparer.Ordinal);

    /// <summary>Nothing is known: the parent is new.</summary>
    public static KnownChildren None() => new();

    /// <summary>Lists the children, deleted ones too: they come back when the source has them again.</summary>
    public static async Task<KnownChildren> Load(CatalogClient catalog, EntityKind kind, Fqn parent, CancellationToken ct)
    {
        var known = new KnownChildren();
        var first = $"{Collections.Path(kind)}?limit={PageSize}&fields=sourceHash&include=all&{Collections.ParentFilter(kind)}={Uri.EscapeDataString(parent.ToString())}";
        for (string? next = first; next is not null;)
        {
            var answer = await catalog.Send(HttpMethod.Get, next, null, Patience.Running, ct);
            if (!answer.IsSuccess)
                throw CatalogRefusal.Of(answer, $"The {Collections.Path(kind)} of {parent} cannot be listed");
            next = known.Add(answer.Body.Span, parent) is { } after ? $"{first}&after={Uri.EscapeDataString(after)}" : null;
        }
        return known;
    }

    public bool Has(Fqn fqn) => _children.ContainsKey(fqn.ToString());

    /// <summary>Notes that the source has it.</summary>
    /// <returns>What is to be done.</returns>
    public Change See(EntityRequest request)
    {
        if (!_children.TryGetValue(request.Fqn.ToString(), out var child))
            return Change.Create;
        child.Seen = true;
        return child.Hash == request.Hash && !child.Deleted ? Change.None : Change.Update;
    }

    /// <summary>Notes that the source has it and that the workflow leaves it out.</summary>
    public void Spare(Fqn fqn)
    {
        if (_children.TryGetValue(fqn.ToString(), out var child))
            child.Seen = true;
    }

    /// <summary>Ids and names of what the source no longer has.</summary>
    public IEnumerable<(string Id, string Fqn)> Gone => _children.Where(c => !c.Value.Seen && !c.Value.Deleted).Select(c => (c.Value.Id, c.Key));

    /// <summary>Reads a page without building it: a listed table carries all its columns.</summary>
    string? Add(ReadOnlySpan<byte> page, Fqn parent)
    {
        var reader = new Utf8JsonReader(page);
        string? after = null;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                if (reader.CurrentDepth == 1 && reader.ValueTextEquals("data"u8))
                    ReadEntities(ref reader, parent);
                else if (reader.CurrentDepth == 2 && reader.ValueTextEquals("after"u8) && reader.Read())
                    after = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }
        }
        catch (JsonException e)
        {
            throw new IngestionException(Errors.CatalogRefused, $"A list of the catalog is no JSON: {Encoding.UTF8.GetString(page[..Math.Min(page.Length, 100)])}", e);
        }
        return after;
    }

    void ReadEntities(ref Utf8JsonReader reader, Fqn parent)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? id = null, name = null, fqn = null, hash = null;
            var deleted = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("id"u8))
                    id = Text(ref reader);
                else if (reader.ValueTextEquals("name"u8))
                    name = Text(ref reader);
                else if (reader.ValueTextEquals("fullyQualifiedName"u8))
                    fqn = Text(ref reader);
                else if (reader.ValueTextEquals("sourceHash"u8))
                    hash = Text(ref reader);
                else if (reader.ValueTextEquals("deleted"u8))
                    deleted = reader.Read() && reader.TokenType == JsonTokenType.True;
                else
                    reader.Skip();
            }
            if (id is not null && (fqn ?? (name is null ? null : parent.Child(name).ToString())) is { } key)
                _children[key] = new Child { Id = id, Hash = hash, Deleted = deleted };
        }
    }

    static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    sealed class Child
    {
        public required string Id { get; init; }

        public string? Hash { get; init; }

        public bool Deleted { get; init; }

        public bool Seen { get; set; }
    }
}

/// <summary>What a run has to do about an entity.</summary>
enum Change
{
    None,
    Create,
    Update,
}
