using Portico.Realms.Model;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol;

/// <summary>What a refresh token must be before its session is looked at.</summary>
static class RefreshTokens
{
    public static Outcome<VerifiedJwt> Verify(Call call, Client client, string text, bool expiryMatters)
    {
        if (Jwt.Verify(call.Realm, text) is not { Algorithm: "HS512", Typ: "Refresh" or "Offline" } token || token.Issuer != call.Issuer)
            return Refusal.InvalidGrant(Messages.InvalidRefreshToken);
        if (token.Party != client.ClientId)
            return Refusal.InvalidGrant(Messages.ForeignRefreshToken);
        if (expiryMatters && (token.Typ == "Refresh" || token.Expires is not null) && token.IsExpired(call.Now))
            return Refusal.InvalidGrant(Messages.TokenNotActive);
        if (expiryMatters && token.IssuedAt < Math.Max(call.Realm.Settings.NotBefore, client.NotBefore))
            return Refusal.InvalidGrant(Messages.StaleToken);
        return token;
    }
}
