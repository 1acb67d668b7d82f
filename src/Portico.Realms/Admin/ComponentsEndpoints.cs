using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Realms.Registration;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary><c>/components</c>: key providers are made and rotated here; other types are kept as they are given, their secrets sealed.</summary>
static class ComponentsEndpoints
{
    const string Storage = "org.keycloak.storage.UserStorageProvider";
    const string StorageMapper = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper";

    static readonly Dictionary<string, string[]> s_providers = new(StringComparer.Ordinal)
    {
        [KeyMaker.ProviderType] = ["rsa-generated", "rsa-enc-generated", "rsa", "rsa-enc", "ecdsa-generated", "eddsa-generated", "hmac-generated", "hmac-generated-hs512", "aes-generated"],
        [RegistrationPolicies.ProviderType] = [.. RegistrationPolicies.Providers.Select(p => p.Id)],
        [Storage] = ["ldap", "kerberos"],
        [StorageMapper] = ["user-attribute-ldap-mapper", "full-name-ldap-mapper", "hardcoded-attribute-mapper", "group-ldap-mapper", "role-ldap-mapper", "hardcoded-ldap-role-mapper", "hardcoded-ldap-group-mapper", "msad-user-account-control-mapper"],
    };

    public static void Map(AdminRoutes routes)
    {
        routes.Get("components", List);
        routes.Post("components", Create);
        routes.Get("components/{component}", r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm);
            return AdminAnswer.Ok(Views.Component(Find(r)));
        });
        routes.Put("components/{component}", Update);
        routes.Delete("components/{component}", async r =>
        {
            AdminRequest.Require(r.Access.CanManageRealm);
            var component = Find(r);
            await r.Change(draft =>
            {
                foreach (var child in draft.Realm.Components.Where(c => c.ParentId == component.Id).ToArray())
                    draft.Remove(ObjectKind.Component, child.Id);
                draft.Remove(ObjectKind.Component, component.Id);
            });
            return AdminAnswer.NoContent;
        });
    }

    static Component Find(AdminRequest request) =>
        request.Realm.Components.FirstOrDefault(c => c.Id == request.Path("component")) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find component"));

    static AdminAnswer List(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanViewRealm);
        var (type, name, parent) = (request.Query("type"), request.Query("name"), request.Query("parent"));
        return AdminAnswer.Ok(new JsonArray([.. request.Realm.Components
            .Where(c => (string.IsNullOrEmpty(type) || c.ProviderType == type) && (string.IsNullOrEmpty(name) || c.Name == name) && (string.IsNullOrEmpty(parent) || (c.ParentId ?? request.Realm.Id) == parent))
            .Select(c => (JsonNode)Views.Component(c))]));
    }

    static async Task<AdminAnswer> Create(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = await request.Body(Shape.Component);
        if (Refusal(request, given) is { } refusal)
            return refusal;
        var document = given.WithoutNulls();
        document["id"] ??= Guid.NewGuid().ToString();
        document["name"] ??= document.Text("providerId");
        document["parentId"] ??= request.Realm.Id;
        document["config"] = Nodes.Lists(document["config"] as JsonObject);
        var secrets = Seal(request, document, null);
        var id = document.Text("id")!;
        await request.Change(draft =>
        {
            if (draft.Realm.Components.Any(c => c.Id == id))
                throw new AdminRefusal(AdminAnswer.Duplicate);
            draft.Put(ObjectKind.Component, id, document, secrets);
        });
        return AdminAnswer.Created(request.Location("components", id));
    }

    static async Task<AdminAnswer> Update(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var known = Find(request);
        var given = await request.Body(Shape.Component);
        given["providerId"] ??= known.ProviderId;
        given["providerType"] ??= known.ProviderType;
        if (Refusal(request, given) is { } refusal)
            return refusal;
        await request.Change(draft =>
        {
            var component = draft.Realm.Components.FirstOrDefault(c => c.Id == known.Id) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find component"));
            var document = component.Document.ToObject();
            foreach (var (name, value) in given)
            {
                if (value is not null && name != "id")
                    document[name] = value.DeepClone();
            }
            document["config"] = Nodes.Lists(document["config"] as JsonObject);
            draft.Put(ObjectKind.Component, component.Id, document, Seal(request, document, component));
        });
        return AdminAnswer.NoContent;
    }

    static AdminAnswer? Refusal(AdminRequest request, JsonObject given)
    {
        if (given.Text("providerType") is not { } type || given.Text("providerId") is not { } provider || !s_providers.TryGetValue(type, out var providers))
            return AdminAnswer.Error(400, "Invalid provider type or no such provider");
        if (!providers.Contains(provider))
            return AdminAnswer.Error(400, "Invalid provider type or no such provider");
        // A directory may be written down; switched on, nobody would be looked up there.
        if (type == Storage && (given["config"] as JsonObject)?.Texts("enabled") is not ["false", ..])
            return AdminRoutes.Unsupported(request.Http);
        if (type != KeyMaker.ProviderType || given["config"] is not JsonObject config)
            return null;
        if (config.Texts("priority") is [{ Length: > 0 } priority, ..] && !long.TryParse(priority, out _))
            return AdminAnswer.Message(400, "'Priority' should be a number");
        if (provider == "eddsa-generated" && config.Texts("eddsaEllipticCurveKey") is [{ Length: > 0 } curve, ..] && curve != "Ed25519")
            return curve == "Ed448" ? AdminRoutes.Unsupported(request.Http) : AdminAnswer.Message(400, "'Elliptic Curve' should be Ed25519 or Ed448");
        if (provider.StartsWith("rsa", StringComparison.Ordinal) && config.Texts("keySize") is [{ Length: > 0 } size, ..] && size is not ("1024" or "2048" or "3072" or "4096"))
            return AdminAnswer.Message(400, "'Key size' should be 1024, 2048, 3072 or 4096");
        if (provider.StartsWith("rsa", StringComparison.Ordinal) && config.Texts("privateKey") is [{ Length: > 0 } key, ..] && key != BuiltIn.Mask && !IsKey(key))
            return AdminAnswer.Message(400, "Failed to decode private key");
        return null;
    }

    static bool IsKey(string text)
    {
        try
        {
            using var rsa = System.Security.Cryptography.RSA.Create();
            KeyText.ImportPrivate(rsa, text);
            return true;
        }
        catch (Exception e) when (e is FormatException or System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Takes the secrets out of the settings; a masked one keeps what is stored, and generated keys stay while their kind and size do.</summary>
    static JsonObject? Seal(AdminRequest request, JsonObject document, Component? known)
    {
        var config = (JsonObject)document["config"]!;
        var stored = known?.Secrets?.ToObject() ?? [];
        if (document.Text("providerType") == KeyMaker.ProviderType)
        {
            var same = known is not null && ((string[])["keySize", "secretSize", "ecdsaEllipticCurveKey", "eddsaEllipticCurveKey"]).All(s => (config.Texts(s) is [var now, ..] ? now : null) == known.Setting(s));
            foreach (var (name, value) in stored)
            {
                if (value is not null && same && (config.Texts(name) is [] or [BuiltIn.Mask, ..]))
                    config[name] = new JsonArray(value.GetValue<string>());
            }
            return KeyMaker.Secrets(document, request.Realm.Name, request.Store.Pool, request.Store.Time.GetUtcNow());
        }
        return ComponentSecrets.Split(document, stored);
    }
}
