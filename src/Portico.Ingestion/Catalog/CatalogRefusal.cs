using System.Net;

namespace Portico.Ingestion.Catalog;

/// <summary>Gives an answer that ends the run its id.</summary>
static class CatalogRefusal
{
    public static IngestionException Of(CatalogAnswer answer, string what) => answer.Status == HttpStatusCode.Forbidden
        ? new IngestionException(Errors.NotAllowed, $"{what}: the catalog does not allow it. {answer.Message()}.")
        : new IngestionException(Errors.CatalogRefused, $"{what}: {answer.Message()}.");
}
