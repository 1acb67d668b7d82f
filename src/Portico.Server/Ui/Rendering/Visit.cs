using Portico.Catalog.Engine;
using Portico.Catalog.Policies;
using Portico.Catalog.Search;
using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Search;

namespace Portico.Server.Ui.Rendering;

/// <summary>One request of a signed-in person.</summary>
sealed class Visit(HttpContext http, Viewer viewer, Subject subject)
{
    CatalogReader? _catalog;
    CatalogSearch? _search;

    public HttpContext Http => http;

    public Viewer Viewer => viewer;

    public CatalogReader Catalog => _catalog ??= new CatalogReader(Service<MetadataCatalog>(), subject);

    public CatalogSearch Search => _search ??= new CatalogSearch(Service<SearchIndex>(), Catalog);

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>A name out of the path, decoded once: the second segment of <c>/table/{name}/versions</c> is number 1. A name may hold an encoded slash.</summary>
    public string Segment(int number) => Addresses.Segment(http, number);

    /// <summary>A member of the query; empty when it is missing.</summary>
    public string Query(string name) => http.Request.Query[name].ToString();

    /// <summary>The posted form.</summary>
    public Task<IFormCollection> Form() => http.Request.ReadFormAsync(Aborted);

    T Service<T>() where T : notnull => http.RequestServices.GetRequiredService<T>();
}
