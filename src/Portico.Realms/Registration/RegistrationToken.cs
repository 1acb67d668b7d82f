using System.Text.Json.Nodes;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Tokens;

namespace Portico.Realms.Registration;

/// <summary>
/// The token with which a registered client is read and changed by who registered it (RFC 7592). It is a JWT under the realm's own key; the client remembers the id of the one that holds.
/// </summary>
static class RegistrationToken
{
    public const string Typ = "RegistrationAccessToken";

    /// <summary>The stored client's member with the id of the token that holds.</summary>
    public const string Member = "$registration";

    /// <summary>Claim that tells which policies the registration was under.</summary>
    public const string Policies = "registration_auth";

    /// <summary>A new token for a client that is being stored; the one before holds no longer once it is.</summary>
    public static ValueTask<string> Renew(Provider provider, RealmSnapshot realm, string issuer, JsonObject client, string policies, CancellationToken ct)
    {
        var id = Guid.NewGuid().ToString();
        client[Member] = id;
        return Sign(provider, realm, issuer, Typ, id, null, policies, ct);
    }

    public static async ValueTask<string> Sign(Provider provider, RealmSnapshot realm, string issuer, string typ, string id, long? expires, string? policies, CancellationToken ct) =>
        Jwt.Sign(await provider.Tokens.OwnKey(realm, ct), new Claims()
            .Set("exp", expires).Set("iat", provider.Sessions.Now).Set("jti", id).Set("iss", issuer).Set("aud", issuer).Set("typ", typ).Set(Policies, policies));

    public static bool Holds(Client client, VerifiedJwt token) => client.Document.Text(Member) is { } id && id == token.Id;
}
