namespace Portico.Keycloak;

/// <summary>Keycloak could not be asked or refused: an id of <see cref="Errors"/> and a sentence that says what to do.</summary>
public sealed class KeycloakException(string id, string message, Exception? inner = null) : Exception($"{id}: {message}", inner)
{
    /// <summary>One of the constants of <see cref="Errors"/>.</summary>
    public string Id { get; } = id;
}
