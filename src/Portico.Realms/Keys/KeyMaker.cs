using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Portico.Realms.Import;

namespace Portico.Realms.Keys;

/// <summary>Makes the material of generated key providers. It goes into the component's secrets, never into its document.</summary>
static class KeyMaker
{
    public const string ProviderType = "org.keycloak.keys.KeyProvider";
    static readonly string[] s_secretSettings = ["privateKey", "secret", "ecdsaPrivateKey", "eddsaPrivateKey", "keystorePassword", "keyPassword"];
    static readonly string[] s_material = ["privateKey", "secret", "ecdsaPrivateKey", "ecdsaPublicKey", "eddsaPrivateKey", "eddsaPublicKey", "certificate", "kid"];

    /// <summary>
    /// Splits a key provider's settings into what may be shown and what is sealed; makes the key when the settings bring none;
    /// with <paramref name="rsaLater"/> an RSA key is left to <see cref="Store.RealmStore"/>, which makes it when it is needed. <paramref name="component"/> loses the sealed settings.
    /// </summary>
    public static JsonObject Secrets(JsonObject component, string realmName, KeyPool pool, DateTimeOffset now, bool rsaLater = false)
    {
        var secrets = new JsonObject();
        if (component["config"] is not JsonObject config)
            component["config"] = config = [];
        string? Setting(string name) => config.Texts(name) is [{ Length: > 0 } value, ..] ? value : null;
        foreach (var name in s_material)
        {
            if (Setting(name) is { } value && (component.Text("providerId")!.EndsWith("-generated", StringComparison.Ordinal) || component.Text("providerId")!.StartsWith("hmac", StringComparison.Ordinal) || s_secretSettings.Contains(name)))
            {
                secrets[name] = value;
                config.Remove(name);
            }
        }
        switch (component.Text("providerId"))
        {
            case "rsa-generated" or "rsa-enc-generated" when rsaLater:
                break;
            case "rsa-generated" or "rsa-enc-generated" when secrets["privateKey"] is null:
                using (var rsa = pool.Take(Number(Setting("keySize"), 2048)))
                {
                    secrets["privateKey"] = Convert.ToBase64String(rsa.ExportRSAPrivateKey());
                    secrets["certificate"] = Certificate(rsa, realmName, now);
                }
                break;
            case "rsa" or "rsa-enc" when secrets["privateKey"] is JsonNode given && Setting("certificate") is null:
                using (var rsa = RSA.Create())
                {
                    KeyText.ImportPrivate(rsa, given.GetValue<string>());
                    config["certificate"] = new JsonArray(Certificate(rsa, realmName, now));
                }
                break;
            case "ecdsa-generated" when secrets["ecdsaPrivateKey"] is null:
                using (var ec = ECDsa.Create(Setting("ecdsaEllipticCurveKey") switch { "P-384" => ECCurve.NamedCurves.nistP384, "P-521" => ECCurve.NamedCurves.nistP521, _ => ECCurve.NamedCurves.nistP256 }))
                    secrets["ecdsaPrivateKey"] = Convert.ToBase64String(ec.ExportPkcs8PrivateKey());
                break;
            case "eddsa-generated" when secrets["eddsaPrivateKey"] is null:
                secrets["eddsaPrivateKey"] = Convert.ToBase64String(EdDsaKey.NewPkcs8());
                break;
            case "hmac-generated" or "hmac-generated-hs512" when secrets["secret"] is null:
                secrets["kid"] = Guid.NewGuid().ToString();
                secrets["secret"] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(Number(Setting("secretSize"), 64)));
                break;
            case "aes-generated" when secrets["secret"] is null:
                secrets["kid"] = Guid.NewGuid().ToString();
                secrets["secret"] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(Number(Setting("secretSize"), 16)));
                break;
        }
        return secrets;
    }

    /// <summary>The component that Keycloak makes when a client demands an algorithm that the realm has no key for; null for an unknown algorithm.</summary>
    public static JsonObject? Fallback(string algorithm)
    {
        var config = new JsonObject { ["priority"] = new JsonArray("-100") };
        string provider;
        switch (algorithm)
        {
            case "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512":
                (provider, config["algorithm"]) = ("rsa-generated", new JsonArray(algorithm));
                break;
            case "RSA-OAEP" or "RSA-OAEP-256" or "RSA1_5":
                (provider, config["algorithm"]) = ("rsa-enc-generated", new JsonArray(algorithm));
                break;
            case "ES256" or "ES384" or "ES512":
                (provider, config["ecdsaEllipticCurveKey"]) = ("ecdsa-generated", new JsonArray(algorithm switch { "ES384" => "P-384", "ES512" => "P-521", _ => "P-256" }));
                break;
            case EdDsaKey.Name:
                (provider, config["eddsaEllipticCurveKey"]) = ("eddsa-generated", new JsonArray("Ed25519"));
                break;
            case "HS256" or "HS384" or "HS512":
                (provider, config["algorithm"]) = ("hmac-generated", new JsonArray(algorithm));
                break;
            default:
                return null;
        }
        return new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["name"] = "fallback-" + algorithm, ["providerId"] = provider, ["providerType"] = ProviderType, ["config"] = config };
    }

    static string Certificate(RSA rsa, string realmName, DateTimeOffset now)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(realmName.Length is > 0 and <= 64 ? realmName : "realm");
        var request = new CertificateRequest(name.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-1), now.AddYears(10));
        return Convert.ToBase64String(certificate.RawData);
    }

    static int Number(string? text, int otherwise) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;
}
