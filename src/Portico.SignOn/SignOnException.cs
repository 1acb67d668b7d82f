namespace Portico.SignOn;

/// <summary>The start is refused, or a sign-in failed: an id of <see cref="Errors"/> and a sentence that says what to do.</summary>
public sealed class SignOnException(string id, string message, Exception? inner = null) : Exception($"{id}: {message}", inner)
{
    /// <summary>One of the constants of <see cref="Errors"/>.</summary>
    public string Id { get; } = id;
}
