using System.Text;
using Portico.Catalog.Search;
using Portico.Catalog.Types;

namespace Portico.Server.Api;

/// <summary>Reads names of indexes, and queries of the form <c>field:value</c>.</summary>
static class SearchTerms
{
    static readonly string[] s_dataAssets = ["table", "storedProcedure", "database", "databaseSchema", "query"];

    /// <summary>The entity types of an index: <c>table_search_index</c>, an alias such as <c>databaseSchema</c>, or a group; none for all.</summary>
    public static IReadOnlyList<string> Types(string index)
    {
        var types = new List<string>();
        foreach (var name in index.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var plain = Camel(name.Replace("_search_index", "", StringComparison.Ordinal));
            if (plain is "all")
                return [];
            if (plain is "dataAsset")
                types.AddRange(s_dataAssets);
            else
                types.Add(plain);
        }
        return types;
    }

    /// <summary>A query text: <c>field:value</c> narrows by that field where it is one of ours, anything else is words to be found.</summary>
    public static SearchRequest Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && text.AsSpan(0, colon).IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._") < 0 && colon + 1 < text.Length)
            return Narrow(new SearchRequest(), text[..colon], text[(colon + 1)..]);
        return new SearchRequest { Text = text };
    }

    /// <summary>Narrows by a field; one that is not indexed is searched for as words.</summary>
    public static SearchRequest Narrow(SearchRequest request, string field, string value)
    {
        value = value.Trim().Replace("\\", "", StringComparison.Ordinal);
        var name = Field(field);
        return name switch
        {
            SearchFields.FullyQualifiedName when value.Contains('*', StringComparison.Ordinal) => request with { NamePattern = value },
            not null => request with { Filters = [.. request.Filters, new SearchFilter(name, [value])] },
            _ => request with { Text = value.Trim('"', '*') },
        };
    }

    /// <summary>Our name of an index field; <c>null</c> for one that is not indexed.</summary>
    public static string? Field(string field) => field.Replace(".keyword", "", StringComparison.Ordinal) switch
    {
        "fullyQualifiedName" => SearchFields.FullyQualifiedName,
        "name" => SearchFields.Name,
        "email" => SearchFields.Email,
        "entityType" => SearchFields.Type,
        "service.name" or "service.fullyQualifiedName" => SearchFields.Service,
        "serviceType" => SearchFields.ServiceType,
        "database.name" => SearchFields.Database,
        "databaseSchema.name" => SearchFields.DatabaseSchema,
        "tableType" => SearchFields.TableType,
        "owners.name" or "owner.name" => SearchFields.Owner,
        "tags.tagFQN" => SearchFields.Tag,
        "tier.tagFQN" => SearchFields.Tier,
        "domains.fullyQualifiedName" or "domain.fullyQualifiedName" => SearchFields.Domain,
        "id" => SearchFields.Id,
        _ => null,
    };

    static string Camel(string snake)
    {
        var text = new StringBuilder(snake.Length);
        var upper = false;
        foreach (var c in snake)
        {
            if (c == '_')
                upper = true;
            else
            {
                text.Append(upper ? char.ToUpperInvariant(c) : c);
                upper = false;
            }
        }
        return EntityTypes.Find(text.ToString())?.Name ?? text.ToString();
    }
}
