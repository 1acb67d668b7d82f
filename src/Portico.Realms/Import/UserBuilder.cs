using System.Text.Json.Nodes;
using Portico.Realms.Model;
using Portico.Realms.Passwords;

namespace Portico.Realms.Import;

/// <summary>Reads a user representation into a row; roles, groups and credentials are added by the caller.</summary>
static class UserBuilder
{
    static readonly string[] s_known =
    [
        "id", "username", "email", "firstName", "lastName", "enabled", "emailVerified", "createdTimestamp", "notBefore", "attributes", "requiredActions", "credentials", "realmRoles", "clientRoles", "groups",
        "serviceAccountClientId", "access", "totp", "disableableCredentialTypes", "self", "origin", "userProfileMetadata", "applicationRoles", "clientConsents", "federatedIdentities",
    ];

    public static RealmUser Build(JsonObject given, DateTimeOffset now, bool keepId)
    {
        var extra = new JsonObject();
        foreach (var (name, value) in given)
        {
            if (!s_known.Contains(name) && value is not null && value is not JsonArray { Count: 0 })
                extra[name] = value.DeepClone();
        }
        return new RealmUser
        {
            Id = keepId && given.Text("id") is { Length: > 0 } id ? id : Guid.NewGuid().ToString(),
            Username = given.Text("username")!.ToLowerInvariant(),
            Email = given.Text("email") is { Length: > 0 } email ? email.ToLowerInvariant() : null,
            FirstName = given.Text("firstName") is { Length: > 0 } first ? first : null,
            LastName = given.Text("lastName") is { Length: > 0 } last ? last : null,
            Enabled = given.Flag("enabled") ?? false,
            EmailVerified = given.Flag("emailVerified") ?? false,
            CreatedAt = keepId && given["createdTimestamp"] is JsonValue created && created.TryGetValue<long>(out var at) ? at : now.ToUnixTimeMilliseconds(),
            NotBefore = given["notBefore"] is JsonValue before && before.TryGetValue<long>(out var seconds) ? seconds : 0,
            Attributes = Attributes(given["attributes"] as JsonObject),
            RequiredActions = given.Texts("requiredActions"),
            FederatedIdentities = [.. given.Objects("federatedIdentities").Where(l => l.Text("identityProvider") is { Length: > 0 } && l.Text("userId") is { Length: > 0 })
                .Select(l => new FederatedIdentity(l.Text("identityProvider")!, l.Text("userId")!, l.Text("userName") ?? ""))],
            Extra = extra.Count > 0 ? extra.ToJsonString() : null,
        };
    }

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes(JsonObject? given)
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, values) in Nodes.Lists(given))
        {
            if (values is JsonArray { Count: > 0 } list && list.OfType<JsonValue>().Any(v => Nodes.Scalar(v).Length > 0))
                attributes[name] = [.. list.OfType<JsonValue>().Select(Nodes.Scalar)];
        }
        return attributes;
    }

    /// <summary>
    /// A credential that is stored already hashed: Keycloak's two-part form, or the flat form of exports older than 8. Null when it holds a plain value to be hashed, or nothing.
    /// Fails with <see cref="ImportException"/> when nobody could afford to verify it.
    /// </summary>
    public static Credential? StoredCredential(JsonObject given, int priority, DateTimeOffset now)
    {
        string? data = given.Text("credentialData"), secret = given.Text("secretData");
        if (data is null && given.Text("hashedSaltedValue") is { } hashed)
        {
            var iterations = given["hashIterations"]?.DeepClone() ?? 0;
            data = new JsonObject { ["hashIterations"] = iterations, ["algorithm"] = given.Text("algorithm") ?? "pbkdf2", ["additionalParameters"] = new JsonObject() }.ToJsonString();
            secret = new JsonObject { ["value"] = hashed, ["salt"] = given.Text("salt"), ["additionalParameters"] = new JsonObject() }.ToJsonString();
        }
        if (data is null || secret is null)
            return null;
        var credential = new Credential
        {
            Id = given.Text("id") ?? Guid.NewGuid().ToString(), Type = given.Text("type") ?? "password", UserLabel = given.Text("userLabel"), Priority = priority, Data = data, SecretData = secret,
            CreatedAt = given["createdDate"] is JsonValue created && created.TryGetValue<long>(out var at) ? at : now.ToUnixTimeMilliseconds(),
        };
        return credential.Type == "password" && PasswordHash.Read(credential) is { IsBeyondMeasure: true }
            ? throw new ImportException("A password's hash is too costly to be verified.")
            : credential;
    }
}
