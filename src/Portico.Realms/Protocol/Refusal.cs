namespace Portico.Realms.Protocol;

/// <summary>An OAuth error answer (RFC 6749, 5.2) with its status.</summary>
sealed record Refusal(int Status, string Error, string? Description = null)
{
    public static Refusal InvalidRequest(string description) => new(400, "invalid_request", description);

    public static Refusal InvalidGrant(string description) => new(400, "invalid_grant", description);

    public static Refusal InvalidScope(string? scope) => new(400, "invalid_scope", Messages.InvalidScopes(scope));
}
