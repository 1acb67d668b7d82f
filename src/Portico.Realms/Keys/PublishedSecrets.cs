using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Portico.Realms.Model;

namespace Portico.Realms.Keys;

/// <summary>
/// Secrets that anybody can read, because they were published: the demonstration realm <c>data-sec</c> of OpenMetadata's Keycloak example brings its keys, its client's secret and a password along.
/// Whoever has them can make tokens of a realm that keeps them. They are known here by their SHA-256 only.
/// </summary>
static class PublishedSecrets
{
    static readonly FrozenSet<string> s_digests = new[]
    {
        // data-sec: secret of client open-metadata, keys (hmac, aes: as text; rsa, rsa-enc: as DER), password hash of user admin
        "2494e7ebb906452eb5c36bb0a4243582a212cc8de7689699dfb0ed3f270849e2",
        "a89b26adaaea87cb82a34fa11b1d1969aa3cd4065c1b426190bd5aaeaf18e981",
        "68096f78c5b9e4821f7738df9da7a92d5ad3c019d83ea0dd69920fd82cf842aa",
        "ba6b14c2db04711115ebb041885b54410d0ee22841579029568208450ee51d7e",
        "cb2dd84165703c7b94d49359ffe779ee7aee6d211685fd616d42c9f463527d40",
        "a3461776ff32a336104a8642d9f3a3eba1fffa69b31a4d97a87320ced84e772c",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Knows(string? secret) => secret is { Length: > 0 } && IsKnown(Encoding.UTF8.GetBytes(secret));

    public static bool Knows(Component key) => Knows(key.Setting("secret")) || (key.Setting("privateKey") is { } text && Der(text) is { } der && IsKnown(der));

    /// <summary>Whether the password hash of the credential is a published one.</summary>
    public static bool Knows(Credential credential) => credential.Type == "password" && Knows(Json.Parse(credential.SecretData).Text("value"));

    static bool IsKnown(byte[] secret) => s_digests.Contains(Convert.ToHexStringLower(SHA256.HashData(secret)));

    // PEM or bare base64, in lines or not: the key is the same.
    static byte[]? Der(string text)
    {
        try
        {
            return KeyText.Der(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>What of a realm is published, in words; empty for a realm that is in order. Computed once per snapshot.</summary>
    public static IReadOnlyList<string> Of(RealmSnapshot realm) => realm.Derived<IReadOnlyList<string>>("publishedSecrets", static r =>
    [
        .. r.Components.Where(Knows).Select(c => $"key {c.Name}").Order(StringComparer.Ordinal),
        .. r.Clients.Where(c => Knows(c.Secret)).Select(c => $"secret of client {c.ClientId}").Order(StringComparer.Ordinal),
    ]);
}
