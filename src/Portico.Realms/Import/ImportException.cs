namespace Portico.Realms.Import;

/// <summary>A realm representation that cannot be made into a realm; the message names the place in it.</summary>
sealed class ImportException(string message, Exception? inner = null) : Exception(message, inner);
