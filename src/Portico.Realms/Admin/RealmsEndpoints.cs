using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Admin.Authentication;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Passwords;
using Portico.Realms.Store;
using Portico.Storage;

namespace Portico.Realms.Admin;

/// <summary><c>/admin/realms</c> and one realm: list, create from a name or a whole export, read, update, rename, delete.</summary>
static class RealmsEndpoints
{
    const string Reserved = "/?#&;\\";

    static readonly string[] s_notByPut =
    [
        "id", "realm", "defaultRole", "roles", "groups", "users", "clients", "clientScopes", "components", "defaultGroups", "defaultRoles", "scopeMappings", "clientScopeMappings", "requiredActions",
        "authenticationFlows", "authenticatorConfig", "identityProviders", "identityProviderMappers", "localizationTexts", "keycloakVersion", "defaultDefaultClientScopes", "defaultOptionalClientScopes",
        "federatedUsers", "attributes", "smtpServer", "browserSecurityHeaders", "protocolMappers", "organizations",
    ];

    public static void Map(AdminRoutes routes)
    {
        routes.Root("GET", "/admin/realms", (http, caller) => List(http, caller, routes.Services));
        routes.Root("POST", "/admin/realms", (http, caller) => Create(http, caller, routes.Services));
        routes.Get("", Read);
        routes.Put("", Update);
        routes.Delete("", Delete);
    }

    static async Task<AdminAnswer> List(HttpContext http, AdminCaller caller, AdminServices services)
    {
        var brief = string.Equals(http.Request.Query["briefRepresentation"], "true", StringComparison.OrdinalIgnoreCase);
        var list = new JsonArray();
        IEnumerable<string> names = caller.Realm.IsMaster ? await services.Store.ListNames(http.RequestAborted) : [caller.Realm.Name];
        foreach (var name in names)
        {
            if (await services.Store.Find(name, http.RequestAborted) is not { } realm)
                continue;
            var access = new AdminAccess(caller, realm);
            if (access.CanViewRealm)
                list.Add(brief ? Brief(realm) : Views.Realm(realm));
            else if (access.HasAny)
                list.Add(new JsonObject { ["realm"] = realm.Name });
        }
        return list.Count == 0 && !AdminAccess.MayCreateRealms(caller) ? AdminAnswer.Forbidden : AdminAnswer.Ok(list);
    }

    static JsonObject Brief(RealmSnapshot realm)
    {
        var view = new JsonObject { ["id"] = realm.Id, ["realm"] = realm.Name };
        if (realm.Settings.DisplayName is { } name)
            view["displayName"] = name;
        view["enabled"] = realm.Settings.Enabled;
        return view;
    }

    static async Task<AdminAnswer> Create(HttpContext http, AdminCaller caller, AdminServices services)
    {
        AdminRequest.Require(AdminAccess.MayCreateRealms(caller));
        var request = new AdminRequest(http, services, caller, caller.Realm);
        JsonObject given;
        try
        {
            given = await request.Body(Shape.Realm);
        }
        catch (AdminRefusal refusal) when (refusal.Answer.Status == 400)
        {
            return AdminAnswer.Message(400, "unable to read contents from stream");
        }
        if (string.IsNullOrEmpty(given.Text("realm")))
            return AdminAnswer.Message(400, "Realm name cannot be empty");
        var name = given.Text("realm")!;
        if (name.FirstOrDefault(Reserved.Contains) is var bad and not '\0')
            return AdminAnswer.Error(400, $"Character '{bad}' not allowed.");
        if (await services.Store.Find(name, request.Ct) is not null)
            return AdminAnswer.Message(409, $"Realm {name} already exists");
        try
        {
            await RealmCreation.Create(services.Store, services.Hasher, given, request.Ct);
        }
        catch (System.Data.Common.DbException e) when (DbExceptions.IsUniqueViolation(e))
        {
            return await services.Store.Find(name, request.Ct) is null ? AdminAnswer.Duplicate : AdminAnswer.Message(409, $"Realm {name} already exists");
        }
        return AdminAnswer.Created("/admin/realms/" + Uri.EscapeDataString(name));
    }

    static AdminAnswer Read(AdminRequest request)
    {
        AdminRequest.Require(request.Access.HasAny);
        if (request.Access.CanViewRealm)
            return AdminAnswer.Ok(Views.Realm(request.Realm));
        var settings = request.Realm.Settings;
        var stub = new JsonObject { ["realm"] = request.Realm.Name };
        if (request.Access.CanViewUsers)
            stub["registrationEmailAsUsername"] = settings.RegistrationEmailAsUsername;
        stub["bruteForceProtected"] = settings.BruteForceProtected;
        stub["supportedLocales"] = Nodes.Array(settings.SupportedLocales);
        stub["organizationsEnabled"] = settings.OrganizationsEnabled;
        return AdminAnswer.Ok(stub);
    }

    static async Task<AdminAnswer> Update(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = await request.Body(Shape.Realm);
        if (await Refusal(request, given) is { } refusal)
            return refusal;
        try
        {
            await request.Change(async draft =>
            {
                var (document, secret) = Merge(draft.Realm, given);
                var next = document.ToElement();
                if (ClientPolicies.Unsupported(next.Member("clientPolicies"), next.Member("clientProfiles")) is { } unsupported)
                    throw new AdminRefusal(ClientPoliciesEndpoints.Unsupported(unsupported));
                var renamed = document.Text("realm") != draft.Realm.Name;
                var former = draft.Realm;
                draft.PutRealm(document, secret);
                if (renamed)
                    Rename(draft, former.Name, document.Text("realm")!);
                if (draft.Realm.Settings.DuplicateEmailsAllowed != former.Settings.DuplicateEmailsAllowed)
                    await UserRows.KeyEmails(draft.Session, draft.Realm);
                return true;
            });
            if (given.Text("realm") is { Length: > 0 } name && name != request.Realm.Name)
                await RenameInMaster(request, name);
        }
        catch (System.Data.Common.DbException e) when (DbExceptions.IsUniqueViolation(e))
        {
            return AdminAnswer.Message(409, "Realm with same name exists");
        }
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer?> Refusal(AdminRequest request, JsonObject given)
    {
        if (given.Text("realm") is { Length: > 0 } name && name != request.Realm.Name)
        {
            if (request.Realm.IsMaster)
                return AdminAnswer.Message(400, "Can't rename master realm");
            if (name.FirstOrDefault(Reserved.Contains) is var bad and not '\0')
                return AdminAnswer.Error(400, $"Character '{bad}' not allowed.");
            if (await request.Store.Find(name, request.Ct) is not null)
                return AdminAnswer.Message(409, "Realm with same name exists");
        }
        if (given.Text("passwordPolicy") is { } policy)
        {
            var parsed = PasswordPolicy.Parse(policy, out var error);
            if (error is null && parsed.Blacklist is { } list && request.Hasher.Blacklists?.Has(list) is not true)
                error = $"Invalid config for passwordBlacklist: Password blacklist {list} not found";
            if (error is not null)
                return AdminAnswer.Message(400, error);
        }
        if (given.Text("sslRequired") is { } ssl && ssl.ToLowerInvariant() is not ("none" or "external" or "all"))
            return AdminAnswer.Message(400, "Failed to update realm");
        if (FlowBindings.OfRealm(given, FlowSet.Of(request.Realm)) is { } flow && Flows.Exists(request.Realm, flow))
            return FlowsEndpoints.Unsupported(flow);
        foreach (var binding in (ReadOnlySpan<string>)["browserFlow", "registrationFlow", "directGrantFlow", "resetCredentialsFlow", "clientAuthenticationFlow", "dockerAuthenticationFlow", "firstBrokerLoginFlow"])
        {
            if (given.Text(binding) is { Length: > 0 } alias && !Flows.Exists(request.Realm, alias))
                return AdminAnswer.Message(400, "Failed to update realm");
        }
        return null;
    }

    static (JsonObject Document, JsonNode? Secret) Merge(RealmSnapshot realm, JsonObject given)
    {
        var document = realm.Document.ToObject();
        var defaults = Resource.Fill("realm-settings.json", realm.Name).AsObject();
        foreach (var (name, value) in given)
        {
            if (value is null || s_notByPut.Contains(name) || !Nodes.IsForeign(name))
                continue;
            // An empty policy is no policy; other texts stay as they are, also when empty.
            if (name == "passwordPolicy" && value is JsonValue policy && Nodes.Scalar(policy).Length == 0)
                document.Remove(name);
            else
                document[name] = value.DeepClone();
        }
        if (given.Text("realm") is { Length: > 0 } renamed)
            document["realm"] = renamed;
        if (given["attributes"] is JsonObject attributes)
        {
            // Replaced as a whole, but the server's own come back.
            var next = defaults["attributes"]!.DeepClone().AsObject();
            foreach (var (name, value) in Nodes.Settings(attributes))
                next[name] = value?.DeepClone();
            document["attributes"] = next;
        }
        RealmAttributes.Mirror(document, given);
        if (given["browserSecurityHeaders"] is JsonObject headers)
        {
            var next = defaults["browserSecurityHeaders"]!.DeepClone().AsObject();
            foreach (var (name, value) in headers)
                next[name] = value?.DeepClone();
            document["browserSecurityHeaders"] = next;
        }
        JsonNode? secret = null;
        if (given["smtpServer"] is JsonObject smtp)
        {
            document["smtpServer"] = smtp.DeepClone();
            secret = RealmSecrets.Split(document, realm.Secret) ?? [];
        }
        return (document, secret);
    }

    /// <summary>Addresses of the built-in clients carry the realm's name.</summary>
    static void Rename(RealmDraft draft, string from, string to)
    {
        foreach (var clientId in (ReadOnlySpan<string>)["account", "account-console", "security-admin-console"])
        {
            if (draft.Realm.FindClient(clientId) is not { } client)
                continue;
            var document = client.Document.ToObject();
            string Moved(string address) => address.Replace($"/realms/{from}/", $"/realms/{to}/", StringComparison.Ordinal).Replace($"/admin/{from}/", $"/admin/{to}/", StringComparison.Ordinal);
            if (document.Text("baseUrl") is { } url)
                document["baseUrl"] = Moved(url);
            document["redirectUris"] = Nodes.Array(document.Texts("redirectUris").Select(Moved));
            Configuration.PutClient(draft, client, document);
        }
    }

    static async Task RenameInMaster(AdminRequest request, string name)
    {
        var master = (await request.Store.Find("master", request.Ct))!;
        await request.Store.Change(master, draft =>
        {
            if (draft.Realm.FindClient(BuiltIn.RealmClientId(request.Realm.Name)) is { } client)
            {
                var document = client.Document.ToObject();
                document["clientId"] = BuiltIn.RealmClientId(name);
                document["name"] = name + " Realm";
                Configuration.PutClient(draft, client, document);
            }
            return Task.CompletedTask;
        }, request.Ct);
    }

    static async Task<AdminAnswer> Delete(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        if (request.Realm.IsMaster)
            return AdminAnswer.Message(400, "Can't remove master realm");
        return await RealmCreation.Delete(request.Store, request.Realm, request.Ct) ? AdminAnswer.NoContent : AdminAnswer.NotFound("Realm not found.");
    }
}
