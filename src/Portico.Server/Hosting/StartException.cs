namespace Portico.Server.Hosting;

/// <summary>The start is refused: an id of <see cref="Errors"/> and a sentence that says what to do.</summary>
sealed class StartException(string id, string message, Exception? inner = null) : Exception($"{id}: {message}", inner);
