using System.Security.Cryptography;
using System.Text;
using Portico.Realms.Model;

namespace Portico.Realms.Protocol;

/// <summary>Which client is calling: by Basic header, by form, by a signed assertion. One phase for every endpoint that clients call directly.</summary>
static class ClientAuthentication
{
    static readonly Refusal s_unknown = new(401, "invalid_client", Messages.InvalidClient);
    static readonly Refusal s_wrong = new(401, "unauthorized_client", Messages.InvalidClient);
    static readonly Refusal s_error = new(400, "unauthorized_client", Messages.ClientAuthenticationError);

    /// <summary>Whether a refusal says that the client is known but its credentials are wrong; endpoints word that differently.</summary>
    public static bool IsWrongCredentials(Refusal refusal) => ReferenceEquals(refusal, s_wrong);

    public static async ValueTask<Outcome<Client>> Authenticate(Call call, Parameters form)
    {
        var authenticated = await Identify(call, form);
        return authenticated.Value is { BearerOnly: true } ? new Refusal(400, "invalid_client", Messages.BearerOnly) : authenticated;
    }

    static ValueTask<Outcome<Client>> Identify(Call call, Parameters form)
    {
        string? secret = null;
        var clientId = form["client_id"];
        if (call.Http.Request.Headers.Authorization is { Count: 1 } header && header[0]!.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            if (!TryReadBasic(header[0].AsSpan(6).Trim(), out var basic))
                return new(s_unknown);
            if (basic is not { } pair)
                return new(s_error);
            if (clientId is not null && clientId != pair.Id)
                return new(s_wrong);
            (clientId, secret) = pair;
        }
        if (form["client_assertion"] is { } assertion && form["client_assertion_type"] is { } type)
            return ClientAssertions.Authenticate(call, assertion, type, clientId);
        if (string.IsNullOrEmpty(clientId) || call.Realm.FindPoliced(clientId) is not { Enabled: true, Protocol: "openid-connect" } client)
            return new(s_unknown);
        if (client.PublicClient)
            return new(client);
        if (client.AuthenticatorType is "client-jwt" or "client-secret-jwt")
            return new(new Refusal(400, "invalid_client", Messages.AssertionTypeMissing));
        if (client.AuthenticatorType != "client-secret" || client.Secret is not { Length: > 0 } expected)
            return new(s_wrong);
        var posted = form["client_secret"];
        if ((secret is null && posted is null) || (secret is not null && !IsEqual(secret, expected)) || (posted is not null && !IsEqual(posted, expected)))
            return new(s_wrong);
        return new(client);
    }

    static bool IsEqual(string given, string expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    /// <summary>Reads <c>id:secret</c>, each form-encoded (RFC 6749, 2.3.1). False when it is no base64; a null pair when the encoding inside is broken.</summary>
    static bool TryReadBasic(ReadOnlySpan<char> text, out (string Id, string Secret)? pair)
    {
        pair = null;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64Chars(text, bytes, out var length))
            return false;
        var plain = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return false;
        if (Decode(plain[..colon]) is { } id && Decode(plain[(colon + 1)..]) is { } secret)
            pair = (id, secret);
        return true;
    }

    static string? Decode(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                return null;
        }
        return System.Net.WebUtility.UrlDecode(text);
    }
}
