using Portico.Realms.Model;
using Portico.Realms.Sessions;

namespace Portico.Realms.Tokens;

/// <summary>An access token that holds now: signature, times, revocations, client, user and session were looked at.</summary>
sealed record LiveToken(VerifiedJwt Jwt, Client Client, RealmUser User, UserSession? Session, ClientSession? Part)
{
    /// <summary>The token itself carries no claims about its user.</summary>
    public bool IsLightweight => Jwt.Id is { Length: > 6 } id && id.AsSpan(2, 2) is "lt" && id[6] == ':';
}
