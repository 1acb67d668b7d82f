namespace Portico.Realms.Model;

/// <summary>One violation of a user profile: the attribute, Keycloak's message key, and its parameters (texts, numbers, null).</summary>
sealed record ProfileError(string Attribute, string Message, IReadOnlyList<object?> Parameters);
