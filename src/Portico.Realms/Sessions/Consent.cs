namespace Portico.Realms.Sessions;

/// <summary>A consent: which scopes a user granted a client. Times are milliseconds since 1970.</summary>
sealed record Consent(string ClientUuid, IReadOnlyList<string> Scopes, long Created, long Updated);
