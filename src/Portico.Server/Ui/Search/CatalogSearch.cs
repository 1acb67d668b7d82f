using Portico.Catalog.Search;
using Portico.Server.Ui.Reading;

namespace Portico.Server.Ui.Search;

/// <summary>Searches as the pages need them: hits with their documents, words marked, filters counted.</summary>
sealed class CatalogSearch(SearchIndex index, CatalogReader reader)
{
    static readonly IReadOnlyList<string> Types = [.. AssetKind.Data.Select(kind => kind.Type)];

    static readonly (string Name, string Label, string Field)[] Facets =
    [
        ("type", "Type", SearchFields.Type),
        ("service", "Service", SearchFields.Service),
        ("owner", "Owner", SearchFields.Owner),
        ("tag", "Tag", SearchFields.Tag),
        ("tag", "Tier", SearchFields.Tier),
    ];

    /// <summary>A page of results with the counts of the filters.</summary>
    public async Task<SearchView> Query(SearchQuery query, CancellationToken ct)
    {
        var result = await index.Query(RequestOf(query) with
        {
            LastWordIsPrefix = true,
            From = (query.Page - 1) * SearchView.PageSize,
            Size = SearchView.PageSize,
            Facets = [.. Facets.Select(facet => facet.Field)],
        }, ct);
        var words = Highlight.Words(query.Text);
        var documents = await reader.Load(result.Hits, "owners,tags,columns", ct);
        return new SearchView
        {
            Query = query,
            Hits = [.. documents.Select(found => HitOf(found.Type, found.Document, words))],
            Facets = [.. Facets.Select(facet => FacetOf(facet, result, query))],
            Total = result.Total,
            TotalIsCapped = !result.TotalIsExact,
        };
    }

    /// <summary>The best few for what is being typed, without reading their documents.</summary>
    public async Task<IReadOnlyList<Reading.SearchHit>> Suggest(SearchQuery query, CancellationToken ct)
    {
        if (query.Text.Length == 0)
            return [];
        var result = await index.Query(RequestOf(query) with { LastWordIsPrefix = true, Size = 7 }, ct);
        var words = Highlight.Words(query.Text);
        return
        [
            .. result.Hits.Select(hit => new Reading.SearchHit(
                new AssetRow(AssetKind.Of(hit.Type), Names.Readable(hit.Name), hit.FullyQualifiedName, null, null, null),
                Highlight.Mark(Names.Readable(hit.Name), words),
                [])),
        ];
    }

    /// <summary>What changed last.</summary>
    public async Task<IReadOnlyList<AssetRow>> Recent(int count, CancellationToken ct)
    {
        var result = await index.Query(new SearchRequest { Types = Types, Size = count, Order = SearchOrder.UpdatedAt, Reverse = true }, ct);
        return [.. (await reader.Load(result.Hits, "", ct)).Select(found => AssetRow.From(found.Type, found.Document))];
    }

    static SearchRequest RequestOf(SearchQuery query)
    {
        var filters = new List<SearchFilter>();
        foreach (var (name, value) in query.Filters.Where(filter => filter.Key != "type"))
            filters.Add(new SearchFilter(FieldOf(name, value), [value]));
        return new SearchRequest
        {
            Text = query.Text,
            Types = query.Filters.TryGetValue("type", out var type) ? [type] : Types,
            Filters = filters,
        };
    }

    static string FieldOf(string filter, string value) => filter switch
    {
        "service" => SearchFields.Service,
        "owner" => SearchFields.Owner,
        _ => value.StartsWith("Tier.", StringComparison.Ordinal) ? SearchFields.Tier : SearchFields.Tag,
    };

    static Reading.SearchHit HitOf(string type, Doc document, IReadOnlyList<string> words)
    {
        var row = AssetRow.From(type, document);
        var columns = document.Objects("columns").Select(column => column.Text("name")).OfType<string>().Select(Names.Readable);
        return new Reading.SearchHit(row, Highlight.Mark(row.Label, words), Highlight.Snippet(row.Description, columns, words));
    }

    static Facet FacetOf((string Name, string Label, string Field) facet, SearchResult result, SearchQuery query)
    {
        const int most = 12;
        var counted = result.Facets.TryGetValue(facet.Field, out var values) ? values : [];
        query.Filters.TryGetValue(facet.Name, out var chosen);
        return new Facet(facet.Name, facet.Label,
        [
            .. counted.Take(most).Select(value => new Reading.FacetValue(
                value.Value,
                facet.Name == "type" ? AssetKind.Of(value.Value).Plural : facet.Label == "Tier" ? Names.Parts(value.Value)[^1] : value.Value,
                value.Count,
                string.Equals(chosen, value.Value, StringComparison.Ordinal))),
        ]);
    }
}
