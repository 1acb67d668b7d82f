using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Login;

/// <summary>The browser's proof of its session: a JWT under the realm's HS512 key in <c>KEYCLOAK_IDENTITY</c>. It only names the session; the session itself is in the database.</summary>
static class IdentityCookie
{
    const string Typ = "Serialized-ID";
    const long RememberedFor = 31536000;

    /// <summary>The browser's live session and its user; null when it has none.</summary>
    public static async Task<(UserSession Session, RealmUser User)?> Find(Call call)
    {
        if (SessionId(call) is not { } id || await call.Provider.Sessions.Find(call.Realm, id, offline: false, null, call.Aborted) is not { } found)
            return null;
        return await call.Provider.Realms.Users.FindById(call.Realm, found.Session.UserId, call.Aborted) is { Enabled: true } user ? (found.Session, user) : null;
    }

    /// <summary>The id of the session that the cookie names, live or not.</summary>
    public static string? SessionId(Call call) =>
        Cookies.Read(call, Cookies.Identity) is { } text && Jwt.Verify(call.Realm, text) is { Algorithm: "HS512", Typ: Typ } token && token.Issuer == call.Issuer && !token.IsExpired(call.Now)
            ? token.SessionId
            : null;

    public static async Task Write(Call call, UserSession session)
    {
        var lifespan = Lifespans.Max(call.Realm.Settings, session);
        var claims = new Claims()
            .Set("exp", session.Started + lifespan)
            .Set("iat", call.Now)
            .Set("jti", Guid.NewGuid().ToString())
            .Set("iss", call.Issuer)
            .Set("sub", session.UserId)
            .Set("typ", Typ)
            .Set("sid", session.Id);
        var key = await call.Provider.Tokens.OwnKey(call.Realm, call.Aborted);
        Cookies.Write(call, Cookies.Identity, Jwt.Sign(key, claims), session.RememberMe ? lifespan : null);
        Cookies.Write(call, Cookies.Session, session.Id, lifespan, isReadable: true);
        if (session.RememberMe)
            Cookies.Write(call, Cookies.RememberMe, "username:" + Uri.EscapeDataString(session.LoginName), RememberedFor);
    }

    public static void Expire(Call call)
    {
        Cookies.Expire(call, Cookies.Identity);
        Cookies.Expire(call, Cookies.Session);
    }
}
