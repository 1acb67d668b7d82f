using Portico.Realms.Admin;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Tokens;

namespace Portico.Realms.Registration;

/// <summary>
/// Who registers clients: an administrator of the realm with an access token, the holder of an initial access token or of a client's registration token, or anybody (then the anonymous policies
/// decide). Each question is answered with null, or with the refusal in Keycloak's words.
/// </summary>
sealed class RegistrationCaller
{
    public const string Anonymous = "anonymous";
    public const string Authenticated = "authenticated";

    readonly AdminAccess? _administrator;
    readonly VerifiedJwt? _registration;

    RegistrationCaller(AdminAccess? administrator, InitialAccessToken? initial, VerifiedJwt? registration) => (_administrator, Initial, _registration) = (administrator, initial, registration);

    public InitialAccessToken? Initial { get; }

    /// <summary>Whether a client's own registration token was shown, which an update replaces.</summary>
    public bool HasRegistrationToken => _registration is not null;

    /// <summary>Which of the realm's policies hold for the call.</summary>
    public string Policies => _administrator is not null || Initial is not null || _registration?.Claims.Text(RegistrationToken.Policies) == Authenticated ? Authenticated : Anonymous;

    public static async Task<(RegistrationCaller? Caller, Refusal? Refusal)> Of(Call call)
    {
        if (AccessTokens.Bearer(call.Http) is not { } text)
            return (new RegistrationCaller(null, null, null), null);
        if (Jwt.Verify(call.Realm, text) is not { } token)
            return (null, Invalid("Failed decode token"));
        if (token.Issuer != call.Issuer)
            return (null, Invalid("Issuer from token don't match with the realm issuer."));
        if (token.Expires is not null && token.IsExpired(call.Now))
            return (null, Invalid("Token not active."));
        switch (token.Typ)
        {
            case InitialAccessToken.Typ when token.Id is { } id && token.Algorithm == "HS512":
                return await call.Provider.Database.Read(s => InitialAccessToken.Find(s, call.Realm, id), call.Aborted) is { } initial
                    ? (new RegistrationCaller(null, initial, null), null)
                    : (null, Invalid("Initial Access Token not found"));
            case RegistrationToken.Typ when token.Algorithm == "HS512":
                return (new RegistrationCaller(null, null, token), null);
            default:
                var (live, problem) = await AccessTokens.Verify(call.Provider, call.Realm, call.Issuer, text, call.Now, call.Aborted);
                return live is null ? (null, Invalid(problem!)) : (new RegistrationCaller(new AdminAccess(new AdminCaller(call.Realm, live.User, live.Client), call.Realm), null, null), null);
        }
    }

    public Refusal? MayCreate()
    {
        if (_administrator is not null)
            return _administrator.Has("create-client", "manage-clients") ? null : Forbidden("Forbidden");
        return Initial is { Remaining: 0 } ? NoneLeft : null;
    }

    public Refusal? MayView(Client? client) => _administrator is not null
        ? !_administrator.CanViewClients ? Forbidden("Forbidden") : client is null ? new Refusal(404, "invalid_request", "Client not found") : null
        : Owns(client) ? null : Invalid("Not authorized to view client. Not valid token or client credentials provided.");

    public Refusal? MayChange(Client? client, string what) => _administrator is not null
        ? !_administrator.CanManageClients ? Forbidden("Forbidden") : client is null ? new Refusal(404, "invalid_request", "Client not found") : null
        : Owns(client) ? null : Invalid($"Not authorized to {what} client. Maybe missing token or bad token type.");

    public static Refusal NoneLeft { get; } = Invalid("No remaining count on initial access token");

    public static Refusal Forbidden(string reason) => new(403, "insufficient_scope", reason);

    static Refusal Invalid(string reason) => new(401, "invalid_token", reason);

    bool Owns(Client? client) => client is not null && _registration is not null && RegistrationToken.Holds(client, _registration);
}
