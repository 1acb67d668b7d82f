using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Portico.Realms.Model;
using Portico.Realms.Sessions;

namespace Portico.Realms.Protocol.Login;

/// <summary>Addresses of the pages of a sign-in. <c>client_data</c> repeats where the answer goes, for the case that the sign-in itself is forgotten.</summary>
static class SignInLinks
{
    /// <summary>Where a form of the newest page is posted.</summary>
    public static string Action(Call call, SignIn signIn, string action) => Build(call, signIn, action, $"session_code={signIn.Code}&");

    /// <summary>Where a link or redirect leads.</summary>
    public static string Link(Call call, SignIn signIn, string action) => Build(call, signIn, action, "");

    static string Build(Call call, SignIn signIn, string action, string code) =>
        $"{call.Issuer}/login-actions/{action}?{code}execution={Uri.EscapeDataString(signIn.Step ?? "")}&client_id={Uri.EscapeDataString(signIn.Request.ClientId)}&tab_id={signIn.Tab}&client_data={ClientData(signIn.Request)}";

    public static string ClientData(AuthorizationRequest request)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("ru", request.RedirectUri);
            json.WriteString("rt", request.ResponseType);
            if (request.ResponseMode != "query")
                json.WriteString("rm", request.ResponseMode);
            if (request.State is { Length: <= 500 })
                json.WriteString("st", request.State);
            json.WriteEndObject();
        }
        return Base64Url.EncodeToString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>The request that <c>client_data</c> tells of, as far as it does; null when it is none. Its redirect URI is not checked yet.</summary>
    public static AuthorizationRequest? Read(string clientId, string? clientData)
    {
        if (clientData is null)
            return null;
        try
        {
            var data = Json.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(clientData)));
            return data.Text("ru") is { } uri
                ? new AuthorizationRequest { ClientId = clientId, RedirectUri = uri, ResponseType = data.Text("rt") ?? "code", ResponseMode = data.Text("rm") ?? "query", State = data.Text("st") }
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
