using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Portico.Realms.Model;

namespace Portico.Realms.Keys;

/// <summary>One key of a realm, from a key provider component. Private parts are read when first used.</summary>
sealed class RealmKey
{
    readonly Lazy<SigningCredentials?> _signing;

    public RealmKey(Component component, string kid, string algorithm, string use, KeyStatus status, long priority, SecurityKey key, string? publicKey, byte[]? certificate, long validTo)
    {
        (Component, Kid, Algorithm, Use, Status, Priority, Key) = (component, kid, algorithm, use, status, priority, key);
        (PublicKey, Certificate, ValidTo) = (publicKey, certificate, validTo);
        _signing = new(() => Use == "SIG" && Status == KeyStatus.Active ? new SigningCredentials(Key, Algorithm) : null);
    }

    public Component Component { get; }

    /// <summary>RSA and EC: base64url(SHA-256(SubjectPublicKeyInfo)), 43 characters; symmetric: a UUID.</summary>
    public string Kid { get; }

    /// <summary>JOSE algorithm: RS256, PS512, ES256, RSA-OAEP, HS512, AES.</summary>
    public string Algorithm { get; }

    /// <summary><c>SIG</c> or <c>ENC</c>.</summary>
    public string Use { get; }

    public KeyStatus Status { get; }

    public long Priority { get; }

    /// <summary>The key with its private part; <see cref="SecurityKey.KeyId"/> is <see cref="Kid"/>. Signature providers are cached by the key's factory.</summary>
    public SecurityKey Key { get; }

    /// <summary>base64 of the SubjectPublicKeyInfo; null for symmetric keys.</summary>
    public string? PublicKey { get; }

    /// <summary>DER of the self-signed certificate; null for symmetric and EC keys.</summary>
    public byte[]? Certificate { get; }

    /// <summary>Milliseconds since 1970; 0 for symmetric keys.</summary>
    public long ValidTo { get; }

    /// <summary>The key type of a JWK (RFC 7518, 6.1), in Keycloak's spelling of the symmetric one.</summary>
    public string Type => Key switch { RsaSecurityKey => "RSA", ECDsaSecurityKey => "EC", EdDsaKey => "OKP", _ => "OCT" };

    public bool IsSymmetric => PublicKey is null;

    /// <summary>Cached credentials of an active signing key, otherwise null.</summary>
    public SigningCredentials? Signing => _signing.Value;

    /// <summary>The key's RSA parameters for a JWKS; null when it is no RSA key.</summary>
    public RSAParameters? PublicRsa => Key is RsaSecurityKey { Rsa: { } rsa } ? rsa.ExportParameters(false) : null;

    /// <summary>The key's EC parameters for a JWKS; null when it is no EC key.</summary>
    public ECParameters? PublicEc => Key is ECDsaSecurityKey { ECDsa: { } ec } ? ec.ExportParameters(false) : null;

    public override string ToString() => $"{Algorithm} {Kid}";
}
