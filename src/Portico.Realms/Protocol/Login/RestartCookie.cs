using System.Text.Json;
using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Login;

/// <summary><c>KC_RESTART</c>: the authorization request itself, signed, so that a sign-in whose row is gone can begin anew.</summary>
static class RestartCookie
{
    const string Typ = "Restart";
    const int LongestCookie = 3800;

    public static async Task Write(Call call, AuthorizationRequest request)
    {
        var claims = new Claims().Set("iat", call.Now).Set("typ", Typ).Set("iss", call.Issuer).Set("req", Json.Parse(JsonSerializer.Serialize(request, SessionJson.Default.AuthorizationRequest)));
        var value = Jwt.Sign(await call.Provider.Tokens.OwnKey(call.Realm, call.Aborted), claims);
        if (value.Length <= LongestCookie) // browsers drop what is longer
            Cookies.Write(call, Cookies.Restart, value);
    }

    public static AuthorizationRequest? Read(Call call, string? clientId) =>
        Cookies.Read(call, Cookies.Restart) is { } text && Jwt.Verify(call.Realm, text) is { Algorithm: "HS512", Typ: Typ } token && token.Issuer == call.Issuer
        && token.Claims.Member("req") is { } request && request.Deserialize(SessionJson.Default.AuthorizationRequest) is { } read && (clientId is null || read.ClientId == clientId)
            ? read
            : null;
}
