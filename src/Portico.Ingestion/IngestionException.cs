namespace Portico.Ingestion;

/// <summary>A run that cannot start or cannot go on, for a reason that its user can mend. The message starts with the id of <see cref="Errors"/>.</summary>
/// <param name="id">One of <see cref="Errors"/>.</param>
/// <param name="message">What happened and what to do, without secrets.</param>
/// <param name="inner">The cause.</param>
public sealed class IngestionException(string id, string message, Exception? inner = null) : Exception($"{id}: {message}", inner)
{
    /// <summary>The error id.</summary>
    public string Id => id;
}
