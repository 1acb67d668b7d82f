namespace Portico.Realms;

/// <summary>The identity provider cannot start: an error with a stable id from <see cref="Errors"/> and a sentence that says what to do.</summary>
public sealed class RealmsException(string id, string message, Exception? inner = null) : Exception($"{id}: {message}", inner)
{
    /// <summary>One of the constants of <see cref="Errors"/>.</summary>
    public string Id { get; } = id;
}
