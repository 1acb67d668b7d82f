using Portico.Ingestion.Model;

namespace Portico.Ingestion.Sources;

/// <summary>Something that metadata is read from.</summary>
interface ISource : IAsyncDisposable
{
    /// <summary>Proves that the source can be read, before anything is written.</summary>
    /// <returns>What it is, for people: <c>PostgreSQL 15.4</c>.</returns>
    /// <exception cref="IngestionException">It cannot.</exception>
    Task<string> Connect(CancellationToken ct);

    /// <summary>Everything the workflow asks for, in the order that <see cref="SourceItem"/> describes.</summary>
    /// <exception cref="IngestionException">Reading broke off.</exception>
    IAsyncEnumerable<SourceItem> Read(CancellationToken ct);
}
