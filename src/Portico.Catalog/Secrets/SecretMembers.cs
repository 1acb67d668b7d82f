using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Catalog.Secrets;

/// <summary>
/// The secrets inside a document's member, such as the password of a service connection: encrypted where they lie (AES-256-GCM), shown to bots, masked for people.
/// A member is a secret by its name: the names that OpenMetadata's connection schemas mark with the format <c>password</c>.
/// </summary>
public sealed class SecretMembers(byte[] key)
{
    /// <summary>What people see, and what leaves a stored secret as it is when it comes back.</summary>
    public const string Mask = "*********";

    const string Prefix = "enc:v1:";
    const int NonceLength = 12;
    const int TagLength = 16;

    static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "clientSecret", "apiKey", "token", "privateKey", "secretToken", "secretKey", "personalAccessToken", "awsSecretAccessKey", "saslPassword", "basicAuthUserInfo",
        "snowflakePrivatekeyPassphrase", "securityToken", "consumerSecret", "azureClientSecret", "jwt", "privateKeyPassphrase", "awsSessionToken", "credentials", "apiSecret",
        "caCertValue", "clientCertValue", "privateKeyValue", "accessTokenPassword", "proxyAuthentication", "accessToken", "secretAccessKey", "personalAccessTokenSecret", "jwtToken",
        "secret", "spPrivateKey", "keyStorePassword", "sslKey", "microsoftAppPassword", "userToken", "botToken",
    };

    /// <summary>Copies a value, with its secrets encrypted.</summary>
    public void Encrypt(JsonElement value, Utf8JsonWriter writer) => Walk(value, writer, text => text.StartsWith(Prefix, StringComparison.Ordinal) ? text : Seal(text));

    /// <summary>Encrypts the secrets of a value in place.</summary>
    public void Encrypt(JsonNode? value) => Walk(value, text => text.StartsWith(Prefix, StringComparison.Ordinal) ? text : Seal(text));

    /// <summary>Decrypts the secrets of a value in place.</summary>
    public void Decrypt(JsonNode? value) => Walk(value, Open);

    /// <summary>Masks the secrets of a value in place.</summary>
    public static void Hide(JsonNode? value) => Walk(value, static _ => Mask);

    /// <summary>Puts stored secrets back where a masked value came in.</summary>
    public static void Unmask(JsonNode? value, JsonNode? stored)
    {
        if (value is JsonObject members)
        {
            foreach (var (name, inner) in members.ToList())
            {
                var old = (stored as JsonObject)?[name];
                if (inner is JsonValue text && text.TryGetValue<string>(out var masked) && masked == Mask)
                    members[name] = old is JsonValue ? old.DeepClone() : null;
                else
                    Unmask(inner, old);
            }
        }
        else if (value is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
                Unmask(items[i], stored is JsonArray old && i < old.Count ? old[i] : null);
        }
    }

    static void Walk(JsonNode? value, Func<string, string> change)
    {
        if (value is JsonObject members)
        {
            foreach (var (name, inner) in members.ToList())
            {
                if (inner is JsonValue text && s_names.Contains(name) && text.TryGetValue<string>(out var secret) && secret.Length > 0)
                    members[name] = change(secret);
                else
                    Walk(inner, change);
            }
        }
        else if (value is JsonArray items)
        {
            foreach (var item in items)
                Walk(item, change);
        }
    }

    static void Walk(JsonElement value, Utf8JsonWriter writer, Func<string, string> change)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var property in value.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                if (property.Value.ValueKind == JsonValueKind.String && s_names.Contains(property.Name) && property.Value.GetString() is { Length: > 0 } secret)
                    writer.WriteStringValue(change(secret));
                else
                    Walk(property.Value, writer, change);
            }
            writer.WriteEndObject();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray())
                Walk(item, writer, change);
            writer.WriteEndArray();
        }
        else
            value.WriteTo(writer);
    }

    string Seal(string text)
    {
        var clear = Encoding.UTF8.GetBytes(text);
        var sealedBytes = new byte[NonceLength + clear.Length + TagLength];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(sealedBytes.AsSpan(0, NonceLength), clear, sealedBytes.AsSpan(NonceLength, clear.Length), sealedBytes.AsSpan(NonceLength + clear.Length));
        return Prefix + Convert.ToBase64String(sealedBytes);
    }

    string Open(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return text;
        var bytes = Convert.FromBase64String(text[Prefix.Length..]);
        var clear = new byte[bytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength, clear.Length), bytes.AsSpan(NonceLength + clear.Length), clear);
        return Encoding.UTF8.GetString(clear);
    }
}
