using System.Text;

namespace Portico.Catalog.Search;

/// <summary>Facet values of a document packed in one string, a letter and a value per line, so that counting reads one row per match and both engines count alike.</summary>
static class Facets
{
    static readonly Dictionary<string, char> Letters = new(StringComparer.Ordinal)
    {
        [SearchFields.Type] = 'T',
        [SearchFields.Owner] = 'o',
        [SearchFields.Tag] = 't',
        [SearchFields.Domain] = 'd',
        [SearchFields.Tier] = 'r',
        [SearchFields.Service] = 's',
        [SearchFields.ServiceType] = 'S',
        [SearchFields.Database] = 'b',
        [SearchFields.DatabaseSchema] = 'm',
        [SearchFields.TableType] = 'y',
    };

    public static string Pack(SearchDocument document)
    {
        var packed = new StringBuilder();
        foreach (var (field, value) in Terms.FieldValues(document))
            packed.Append(Letters[field]).Append(value.Replace('\n', ' ')).Append('\n');
        return packed.ToString();
    }

    public static IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Count(IReadOnlyList<string> fields, IEnumerable<string> packed)
    {
        var counts = fields.Where(Letters.ContainsKey).Distinct(StringComparer.Ordinal).ToDictionary(f => Letters[f], _ => new Dictionary<string, Counter>(StringComparer.Ordinal));
        // Neighbours in a schema have the same facets: each combination is taken apart once.
        foreach (var (document, times) in packed.CountBy(p => p, StringComparer.Ordinal))
        {
            foreach (var line in document.AsSpan().EnumerateLines())
            {
                if (line.Length == 0 || !counts.TryGetValue(line[0], out var values))
                    continue;
                var lookup = values.GetAlternateLookup<ReadOnlySpan<char>>();
                if (lookup.TryGetValue(line[1..], out var counter))
                    counter.Value += times;
                else
                    values[line[1..].ToString()] = new() { Value = times };
            }
        }
        return counts.ToDictionary(
            c => Letters.First(l => l.Value == c.Key).Key,
            IReadOnlyList<FacetValue> (c) => [.. c.Value.Select(v => new FacetValue(v.Key, v.Value.Value)).OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal)],
            StringComparer.Ordinal);
    }

    sealed class Counter
    {
        public long Value { get; set; }
    }
}
