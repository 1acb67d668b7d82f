using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Portico.Realms.Keys;
using Portico.Realms.Model;

namespace Portico.Realms.Tokens;

/// <summary>
/// Writes and verifies JWTs of a realm. Signing and verifying is Microsoft.IdentityModel's; the key is chosen here: by the realm's own <c>kid</c>, and only for the algorithm
/// that the key was made for, so that neither <c>none</c> nor another algorithm over a public key can pass (RFC 8725, 3.1).
/// </summary>
static class Jwt
{
    static readonly ConditionalWeakTable<RealmKey, Signer> s_signers = [];
    static readonly VerifiedTokens s_verified = new();
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A compact JWS.</summary>
    public static string Sign(RealmKey key, Claims claims, string typ = "JWT")
    {
        var payload = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(payload, s_json))
            claims.Write(json);
        var signer = s_signers.GetValue(key, static k => new Signer(k));
        var header = signer.Header(typ);
        var input = new byte[header.Length + 1 + Base64Url.GetEncodedLength(payload.WrittenCount)];
        header.CopyTo(input, 0);
        input[header.Length] = (byte)'.';
        Base64Url.EncodeToUtf8(payload.WrittenSpan, input.AsSpan(header.Length + 1));
        var signature = signer.Signing.Sign(input);
        return string.Create(input.Length + 1 + Base64Url.GetEncodedLength(signature.Length), (input, signature), static (text, parts) =>
        {
            Encoding.ASCII.GetChars(parts.input, text);
            text[parts.input.Length] = '.';
            Base64Url.EncodeToChars(parts.signature, text[(parts.input.Length + 1)..]);
        });
    }

    /// <summary>Reads a token that a key of this realm signed; null for everything else. Expiry and claims are the caller's to judge.</summary>
    public static VerifiedJwt? Verify(RealmSnapshot realm, string token)
    {
        if (s_verified.Find(realm.Keys, token) is { } known)
            return known;
        if (Read(token) is not { } parts || parts.Kid is null)
            return null;
        if (realm.Keys.Verifying(parts.Kid) is not { Use: "SIG" } key || key.Algorithm != parts.Algorithm || !s_signers.GetValue(key, static k => new Signer(k)).Verifying.Verify(parts.Input, parts.Signature))
            return null;
        var verified = new VerifiedJwt(parts.Algorithm, parts.Typ, parts.Claims);
        if (!key.IsSymmetric)
            s_verified.Add(realm.Keys, token, verified);
        return verified;
    }

    /// <summary>Reads a token that one of the given keys signed, for client assertions: the key's <c>alg</c>, if it names one, must be the token's.</summary>
    public static VerifiedJwt? Verify(IEnumerable<SecurityKey> keys, IReadOnlySet<string> algorithms, string token)
    {
        if (Read(token) is not { } parts || !algorithms.Contains(parts.Algorithm))
            return null;
        foreach (var key in keys)
        {
            if (parts.Kid is not null && key.KeyId is { Length: > 0 } kid && kid != parts.Kid)
                continue;
            if (key is JsonWebKey { Alg: { Length: > 0 } alg } && alg != parts.Algorithm || !key.IsSupportedAlgorithm(parts.Algorithm))
                continue;
            var provider = CryptoProviderFactory.Default.CreateForVerifying(key, parts.Algorithm, cacheProvider: false);
            try
            {
                if (provider.Verify(parts.Input, parts.Signature))
                    return new VerifiedJwt(parts.Algorithm, parts.Typ, parts.Claims);
            }
            finally
            {
                CryptoProviderFactory.Default.ReleaseSignatureProvider(provider);
            }
        }
        return null;
    }

    /// <summary>The claims of a token whose signature nobody has looked at yet; only for finding out whose it says it is.</summary>
    public static JsonElement? Peek(string token) => Read(token)?.Claims;

    /// <summary>Algorithm and key id of a token that nobody has looked at yet.</summary>
    public static (string Algorithm, string? Kid)? PeekHeader(string token) => Read(token) is { } parts ? (parts.Algorithm, parts.Kid) : null;

    /// <summary><c>at_hash</c>, <c>c_hash</c>, <c>s_hash</c>: the left half of the digest that belongs to the ID token's algorithm (OpenID Connect Core 3.1.3.6).</summary>
    public static string HalfHash(string algorithm, string value)
    {
        var bytes = Encoding.ASCII.GetBytes(value);
        var digest = algorithm.AsSpan(Math.Max(0, algorithm.Length - 3)) switch
        {
            "384" => SHA384.HashData(bytes),
            "512" or "DSA" => SHA512.HashData(bytes),
            _ => SHA256.HashData(bytes),
        };
        return Base64Url.EncodeToString(digest.AsSpan(0, digest.Length / 2));
    }

    static Parts? Read(string token)
    {
        if (token.Length > 65536)
            return null;
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var last = token.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || last == token.Length - 1 || token.AsSpan(first + 1, last - first - 1).Contains('.'))
            return null;
        try
        {
            var header = Parse(token.AsSpan(0, first));
            var claims = Parse(token.AsSpan(first + 1, last - first - 1));
            if (header.ValueKind != JsonValueKind.Object || claims.ValueKind != JsonValueKind.Object || header.Text("alg") is not { } algorithm || header.Member("crit") is not null)
                return null;
            var signature = Base64Url.DecodeFromChars(token.AsSpan(last + 1));
            return new Parts(algorithm, header.Text("kid"), header.Text("typ"), claims, Encoding.ASCII.GetBytes(token, 0, last), signature);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static JsonElement Parse(ReadOnlySpan<char> part)
    {
        var reader = new Utf8JsonReader(Base64Url.DecodeFromChars(part));
        var element = JsonElement.ParseValue(ref reader);
        return reader.Read() ? throw new JsonException() : element;
    }

    sealed record Parts(string Algorithm, string? Kid, string? Typ, JsonElement Claims, byte[] Input, byte[] Signature);

    sealed class Signer(RealmKey key)
    {
        readonly Lazy<SignatureProvider> _signing = new(() => key.Key.CryptoProviderFactory.CreateForSigning(key.Key, key.Algorithm, cacheProvider: false));
        readonly Lazy<SignatureProvider> _verifying = new(() => key.Key.CryptoProviderFactory.CreateForVerifying(key.Key, key.Algorithm, cacheProvider: false));
        readonly byte[] _jwt = Encode(key, "JWT");

        public SignatureProvider Signing => _signing.Value;

        public SignatureProvider Verifying => _verifying.Value;

        public byte[] Header(string typ) => typ == "JWT" ? _jwt : Encode(key, typ);

        static byte[] Encode(RealmKey key, string typ)
        {
            var header = new ArrayBufferWriter<byte>(128);
            using (var json = new Utf8JsonWriter(header, s_json))
                new Claims().Set("alg", key.Algorithm).Set("typ", typ).Set("kid", key.Kid).Write(json);
            var encoded = new byte[Base64Url.GetEncodedLength(header.WrittenCount)];
            Base64Url.EncodeToUtf8(header.WrittenSpan, encoded);
            return encoded;
        }
    }
}
