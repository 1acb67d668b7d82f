using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Portico.Realms.Keys;
using Portico.Realms.Model;

namespace Portico.Realms.Protocol;

/// <summary>The realm's key set and the realm's own short document; anybody may read them, from any origin.</summary>
static class PublicDocuments
{
    /// <summary><c>GET protocol/openid-connect/certs</c> (RFC 7517).</summary>
    public static async Task Certs(Call call)
    {
        Cors.AllowAny(call.Http);
        if (RealmGate.NeedsHttps(call))
        {
            await Answers.Error(call.Http, new Refusal(403, "invalid_request", Messages.HttpsRequired));
            return;
        }
        if (call.Realm.Keys.Active(call.Realm.Settings.DefaultSignatureAlgorithm) is null)
            await call.Provider.Tokens.Key(call.Realm, null, call.Aborted);
        var complete = await call.Provider.Realms.WithAllKeys(call.Realm, call.Aborted);
        await Answers.Bytes(call.Http, "application/json", Answers.NoCache, complete.Derived("certs", static realm => WriteCerts(realm)));
    }

    /// <summary><c>GET /realms/{realm}</c>.</summary>
    public static async Task Realm(Call call)
    {
        Cors.AllowAny(call.Http);
        if (RealmGate.NeedsHttps(call))
        {
            await Answers.Error(call.Http, new Refusal(403, "invalid_request", Messages.HttpsRequired));
            return;
        }
        var key = await call.Provider.Tokens.Key(call.Realm, null, call.Aborted);
        await Answers.Json(call.Http, 200, Answers.NoCache, json =>
        {
            json.WriteStartObject();
            json.WriteString("realm", call.Realm.Name);
            json.WriteString("public_key", key.PublicKey);
            json.WriteString("token-service", call.Url("protocol/openid-connect"));
            json.WriteString("account-service", call.Url("account"));
            json.WriteNumber("tokens-not-before", call.Realm.Settings.NotBefore);
            json.WriteEndObject();
        });
    }

    static byte[] WriteCerts(RealmSnapshot realm)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in realm.Keys.Published)
                WriteKey(json, key);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    static void WriteKey(Utf8JsonWriter json, RealmKey key)
    {
        json.WriteStartObject();
        json.WriteString("kid", key.Kid);
        json.WriteString("kty", key.Type);
        json.WriteString("alg", key.Algorithm);
        json.WriteString("use", key.Use.ToLowerInvariant());
        if (key.Certificate is { } certificate)
        {
            json.WriteStartArray("x5c");
            json.WriteStringValue(Convert.ToBase64String(certificate));
            json.WriteEndArray();
#pragma warning disable CA5350 // x5t is a SHA-1 thumbprint by definition (RFC 7517, 4.8)
            json.WriteString("x5t", Base64Url.EncodeToString(SHA1.HashData(certificate)));
#pragma warning restore CA5350
            json.WriteString("x5t#S256", Base64Url.EncodeToString(SHA256.HashData(certificate)));
        }
        if (key.PublicRsa is { } rsa)
        {
            json.WriteString("n", Base64Url.EncodeToString(rsa.Modulus));
            json.WriteString("e", Base64Url.EncodeToString(rsa.Exponent));
        }
        else if (key.Key is EdDsaKey ed)
        {
            json.WriteString("crv", "Ed25519");
            json.WriteString("x", Base64Url.EncodeToString(ed.X));
        }
        else if (key.PublicEc is { } ec)
        {
            json.WriteString("crv", key.Algorithm switch { "ES384" => "P-384", "ES512" => "P-521", _ => "P-256" });
            json.WriteString("x", Base64Url.EncodeToString(ec.Q.X));
            json.WriteString("y", Base64Url.EncodeToString(ec.Q.Y));
        }
        json.WriteEndObject();
    }
}
