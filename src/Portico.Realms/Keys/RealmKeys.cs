using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;
using Portico.Realms.Model;

namespace Portico.Realms.Keys;

/// <summary>All keys of a realm, highest priority first.</summary>
sealed class RealmKeys
{
    const string KeyProvider = "org.keycloak.keys.KeyProvider";

    readonly Dictionary<string, RealmKey> _byKid = new(StringComparer.Ordinal);

    public RealmKeys(IEnumerable<Component> components, RealmKeys? known)
    {
        var keys = new List<RealmKey>();
        foreach (var component in components.Where(c => c.ProviderType == KeyProvider))
        {
            // A key that did not change keeps its object, and with it the signature providers that are cached for it.
            if ((known?.All.FirstOrDefault(k => ReferenceEquals(k.Component, component)) ?? Read(component)) is { } key)
                keys.Add(key);
        }
        All = [.. keys.OrderByDescending(k => k.Priority).ThenBy(k => k.Kid, StringComparer.Ordinal)];
        foreach (var key in All)
            _byKid.TryAdd(key.Kid, key);
    }

    public IReadOnlyList<RealmKey> All { get; }

    /// <summary>The active signing key of an algorithm (<c>RS256</c>, <c>HS512</c> ...), or null when the realm has none yet; see <c>RealmStore.SigningKey</c>.</summary>
    public RealmKey? Active(string algorithm) => All.FirstOrDefault(k => k.Status == KeyStatus.Active && k.Algorithm == algorithm);

    /// <summary>A key that may verify, by its kid; disabled keys are not found.</summary>
    public RealmKey? Verifying(string kid) => _byKid.TryGetValue(kid, out var key) && key.Status != KeyStatus.Disabled ? key : null;

    /// <summary>Public keys that belong into the JWKS: all that are not disabled.</summary>
    public IEnumerable<RealmKey> Published => All.Where(k => !k.IsSymmetric && k.Status != KeyStatus.Disabled);

    static RealmKey? Read(Component component)
    {
        var priority = long.TryParse(component.Setting("priority"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var status = component.Setting("enabled") == "false" ? KeyStatus.Disabled : component.Setting("active") == "false" ? KeyStatus.Passive : KeyStatus.Active;
        return component.ProviderId switch
        {
            "rsa-generated" or "rsa" => Rsa(component, component.Setting("algorithm") ?? "RS256", component.Setting("keyUse")?.ToUpperInvariant() ?? "SIG", status, priority),
            "rsa-enc-generated" or "rsa-enc" => Rsa(component, component.Setting("algorithm") ?? "RSA-OAEP", "ENC", status, priority),
            "ecdsa-generated" => Ec(component, status, priority),
            "eddsa-generated" => Ed(component, status, priority),
            "hmac-generated" or "hmac-generated-hs512" => Symmetric(component, component.Setting("algorithm") ?? (component.ProviderId == "hmac-generated" ? "HS256" : "HS512"), "SIG", status, priority),
            "aes-generated" => Symmetric(component, "AES", "ENC", status, priority),
            _ => null,
        };
    }

    static RealmKey? Rsa(Component component, string algorithm, string use, KeyStatus status, long priority)
    {
        if (component.Setting("privateKey") is not { } text)
            return null;
        var rsa = RSA.Create();
        KeyText.ImportPrivate(rsa, text);
        var spki = rsa.ExportSubjectPublicKeyInfo();
        var kid = component.Setting("kid") ?? Base64UrlEncoder.Encode(SHA256.HashData(spki));
        byte[]? certificate = null;
        var validTo = 0L;
        if (component.Setting("certificate") is { } pem)
        {
            certificate = KeyText.Der(pem);
            using var parsed = X509CertificateLoader.LoadCertificate(certificate);
            validTo = new DateTimeOffset(parsed.NotAfter.ToUniversalTime()).ToUnixTimeMilliseconds();
        }
        return new RealmKey(component, kid, algorithm, use, status, priority, new RsaSecurityKey(rsa) { KeyId = kid }, Convert.ToBase64String(spki), certificate, validTo);
    }

    static RealmKey? Ec(Component component, KeyStatus status, long priority)
    {
        if (component.Setting("ecdsaPrivateKey") is not { } text)
            return null;
        var ec = ECDsa.Create();
        ec.ImportPkcs8PrivateKey(KeyText.Der(text), out _);
        var spki = ec.ExportSubjectPublicKeyInfo();
        var kid = Base64UrlEncoder.Encode(SHA256.HashData(spki));
        var algorithm = ec.KeySize switch { 384 => "ES384", 521 => "ES512", _ => "ES256" };
        return new RealmKey(component, kid, algorithm, "SIG", status, priority, new ECDsaSecurityKey(ec) { KeyId = kid }, Convert.ToBase64String(spki), null, 0);
    }

    static RealmKey? Ed(Component component, KeyStatus status, long priority)
    {
        if (component.Setting("eddsaPrivateKey") is not { } text)
            return null;
        var key = EdDsaKey.FromPkcs8(KeyText.Der(text));
        var kid = key.KeyId = Base64UrlEncoder.Encode(SHA256.HashData(key.SubjectPublicKeyInfo));
        return new RealmKey(component, kid, EdDsaKey.Name, "SIG", status, priority, key, Convert.ToBase64String(key.SubjectPublicKeyInfo), null, 0);
    }

    static RealmKey? Symmetric(Component component, string algorithm, string use, KeyStatus status, long priority)
    {
        if (component.Setting("secret") is not { } secret || component.Setting("kid") is not { } kid)
            return null;
        return new RealmKey(component, kid, algorithm, use, status, priority, new SymmetricSecurityKey(Base64UrlEncoder.DecodeBytes(secret)) { KeyId = kid }, null, null, 0);
    }
}
