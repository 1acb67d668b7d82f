namespace Portico.Realms.Passwords;

/// <summary>A password that a policy refuses: Keycloak's message key, the English text, and the rule's argument.</summary>
sealed record PolicyViolation(string Key, string Text, object? Argument);
