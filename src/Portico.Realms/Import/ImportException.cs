namespace Portico.Realms.Import;

/// <summary>A realm representation that cannot be made into a realm; the message names the place in it.</summary>
sealed class ImportException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The id of the error when the realm asks for what this server does not do; null when the representation is wrong.</summary>
    public string? ErrorId { get; init; }
}
