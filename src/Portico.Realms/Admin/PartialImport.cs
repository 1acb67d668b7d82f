using System.Text.Json.Nodes;
using Portico.Realms.Admin.Authentication;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Passwords;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary>
/// <c>POST partialImport</c>: adds groups, roles, clients, identity providers and users to a realm that exists, all in one transaction. What is there already fails the import, is left
/// or is replaced, as <c>ifResourceExists</c> says.
/// </summary>
sealed class PartialImport
{
    readonly AdminRequest _request;
    readonly JsonObject _given;
    readonly RealmDraft _draft;
    readonly IReadOnlyDictionary<string, IReadOnlyList<Credential>> _credentials;
    readonly string _policy;
    readonly JsonArray _results = [];
    int _added, _skipped, _overwritten;

    PartialImport(AdminRequest request, JsonObject given, RealmDraft draft, IReadOnlyDictionary<string, IReadOnlyList<Credential>> credentials)
    {
        (_request, _given, _draft, _credentials) = (request, given, draft, credentials);
        _policy = given.Text("ifResourceExists") ?? "FAIL";
    }

    DateTimeOffset Now => _request.Store.Time.GetUtcNow();

    public static void Map(AdminRoutes routes)
    {
        routes.Post("partialImport", Run);
        routes.Post("partial-export", async r =>
        {
            AdminRequest.Require(r.Access.CanManageRealm && (!r.QueryFlag("exportClients") || r.Access.CanViewClients));
            return AdminAnswer.Ok(RealmExport.Of(await r.Store.WithAllKeys(r.Realm, r.Ct), r.QueryFlag("exportClients"), r.QueryFlag("exportGroupsAndRoles")));
        });
    }

    static async Task<AdminAnswer> Run(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = await request.Body(Shape.Realm, keepUnknown: true);
        if (given["ifResourceExists"] is not null && given.Text("ifResourceExists") is not ("FAIL" or "SKIP" or "OVERWRITE"))
            return AdminAnswer.Described(500, "unknown_error", "Cannot parse the JSON"); // recorded, and what Keycloak says of any unknown word here
        // Passwords are hashed before the transaction: it must not wait for them.
        var credentials = new Dictionary<string, IReadOnlyList<Credential>>(StringComparer.Ordinal);
        foreach (var user in given.Objects("users"))
            credentials[user.Text("username")?.ToLowerInvariant() ?? ""] = await Credentials(request, user);
        return await request.Change(async draft =>
        {
            var import = new PartialImport(request, given, draft, credentials);
            import.Groups();
            import.Clients();
            import.Roles();
            import.IdentityProviders();
            await import.Users();
            return AdminAnswer.Ok(new JsonObject { ["overwritten"] = import._overwritten, ["added"] = import._added, ["skipped"] = import._skipped, ["results"] = import._results });
        });
    }

    static async Task<IReadOnlyList<Credential>> Credentials(AdminRequest request, JsonObject user)
    {
        var credentials = new List<Credential>();
        foreach (var credential in user.Objects("credentials"))
        {
            var priority = (credentials.Count + 1) * 10;
            if (UserBuilder.StoredCredential(credential, priority, request.Store.Time.GetUtcNow()) is { } stored)
                credentials.Add(stored);
            else if (credential.Text("value") is { Length: > 0 } value)
                credentials.Add(await request.Hasher.Hash(PasswordPolicy.Of(request.Realm), value, request.Ct) with { Priority = priority });
        }
        return credentials;
    }

    /// <summary>Whether to go on with a thing; a thing that exists is told of by its sentence, kept or removed.</summary>
    bool Decide(string type, string name, string? existingId, string conflict)
    {
        if (existingId is null)
            return true;
        switch (_policy)
        {
            case "SKIP":
                _skipped++;
                Tell("SKIPPED", type, name, existingId);
                return false;
            case "OVERWRITE":
                return true;
            default:
                throw new AdminRefusal(AdminAnswer.Message(409, conflict));
        }
    }

    /// <summary>An id that the file brings names what is replaced, or nothing yet: else one thing would be put in another's place.</summary>
    static void Free(string id, string? existingId, string? owner)
    {
        if (owner is not null && id != existingId)
            throw new AdminRefusal(AdminAnswer.Message(409, $"The id '{id}' is that of '{owner}' already."));
    }

    void Done(string type, string name, string? existingId, string id)
    {
        if (existingId is null)
            _added++;
        else
            _overwritten++;
        Tell(existingId is null ? "ADDED" : "OVERWRITTEN", type, name, id);
    }

    void Tell(string action, string type, string name, string id) =>
        _results.Add(new JsonObject { ["action"] = action, ["resourceType"] = type, ["resourceName"] = name, ["id"] = id });

    void Groups()
    {
        foreach (var given in _given.Objects("groups"))
        {
            var name = given.Text("name") ?? throw new AdminRefusal(AdminAnswer.Message(400, "Group name is missing"));
            var existing = _draft.Realm.GroupsBelow(null).FirstOrDefault(g => g.Name == name);
            if (!Decide("GROUP", name, existing?.Id, $"Group '{given.Text("path") ?? "/" + name}' already exists"))
                continue;
            if (FlowBindings.OfClient(given, FlowSet.Of(_draft.Realm)) is { } flow)
                throw new AdminRefusal(FlowsEndpoints.Unsupported(flow));
            if (existing is not null)
                given["id"] = existing.Id;
            Done("GROUP", name, existing?.Id, AddGroup(given, null, existing?.Id, 1));
        }
    }

    string AddGroup(JsonObject given, string? parentId, string? existingId, int depth)
    {
        if (depth > Group.Deepest)
            throw new ImportException($"Groups are nested more than {Group.Deepest} deep.");
        var document = BuiltIn.Group(given, parentId);
        var id = document.Text("id")!;
        Free(id, existingId, _draft.Realm.FindGroup(id)?.Name);
        var roles = given.Texts("realmRoles").Select(r => _draft.Realm.FindRole(r)?.Id).OfType<string>();
        document["$roles"] = Nodes.Array(roles);
        _draft.Put(ObjectKind.Group, id, document);
        AdminRequest.Require(_request.Access.CanJoin(_draft.Realm, _draft.Realm.FindGroup(id)!));
        foreach (var child in given.Objects("subGroups").Where(c => c.Text("name") is { } name && !_draft.Realm.GroupsBelow(id).Any(g => g.Name == name)))
            AddGroup(child, id, null, depth + 1);
        return id;
    }

    void Clients()
    {
        foreach (var given in _given.Objects("clients"))
        {
            var clientId = given.Text("clientId") ?? throw new AdminRefusal(AdminAnswer.Message(400, "Client id is missing"));
            var existing = _draft.Realm.FindClient(clientId);
            if (!Decide("CLIENT", clientId, existing?.Id, $"Client id '{clientId}' already exists"))
                continue;
            if (existing is not null)
                given["id"] = existing.Id;
            var realm = _draft.Realm;
            var (document, secret) = ClientBuilder.Build(given, realm.FindScope, realm.DefaultScopes, realm.OptionalScopes, Now);
            if (existing is not null)
            {
                document["$scopeRoles"] = Nodes.Array(existing.ScopeRoleIds);
                if (existing.ServiceAccountUserId is { } account)
                    document["$serviceAccount"] = account;
            }
            Free(document.Text("id")!, existing?.Id, realm.FindClientById(document.Text("id")!)?.ClientId);
            _draft.Put(ObjectKind.Client, document.Text("id")!, document, secret is null ? null : new JsonObject { ["secret"] = secret });
            Done("CLIENT", clientId, existing?.Id, document.Text("id")!);
        }
    }

    void Roles()
    {
        var roles = _given["roles"] as JsonObject ?? [];
        foreach (var given in roles.Objects("realm"))
            AddRole(given, null);
        foreach (var (clientId, list) in roles["client"] as JsonObject ?? [])
        {
            var client = _draft.Realm.FindClient(clientId) ?? throw new AdminRefusal(AdminAnswer.Message(400, $"Can not import client roles for nonexistent client named {clientId}"));
            foreach (var given in (list as JsonArray ?? []).OfType<JsonObject>())
                AddRole(given, client);
        }
    }

    void AddRole(JsonObject given, Client? client)
    {
        var name = given.Text("name") ?? throw new AdminRefusal(AdminAnswer.Error(400, "role has no name"));
        var (type, shown) = client is null ? ("REALM_ROLE", name) : ("CLIENT_ROLE", $"{client.ClientId}-->{name}");
        var existing = _draft.Realm.FindRole(name, client?.Id);
        if (!Decide(type, shown, existing?.Id, client is null ? $"Realm role '{name}' already exists." : $"Client role '{name}' for client '{client.ClientId}' already exists."))
            return;
        var document = BuiltIn.Role(existing?.Id, name, given.Text("description"), client?.Id);
        document["attributes"] = Nodes.Lists(given["attributes"] as JsonObject);
        if (given["composites"] is JsonObject composites)
            document["$composites"] = Nodes.Array(Composites(composites));
        _draft.Put(ObjectKind.Role, document.Text("id")!, document);
        AdminRequest.Require(_request.Access.CanMap(_draft.Realm, _draft.Realm.FindRoleById(document.Text("id")!)!));
        // The id that is told of a client's role is the client's (recorded).
        Done(type, shown, existing?.Id, client?.Id ?? document.Text("id")!);
    }

    IEnumerable<string> Composites(JsonObject composites)
    {
        foreach (var name in composites.Texts("realm"))
        {
            if (_draft.Realm.FindRole(name) is { } role)
                yield return role.Id;
        }
        foreach (var (clientId, names) in composites["client"] as JsonObject ?? [])
        {
            foreach (var name in (names as JsonArray ?? []).OfType<JsonValue>().Select(Nodes.Scalar))
            {
                if (_draft.Realm.FindClient(clientId) is { } client && _draft.Realm.FindRole(name, client.Id) is { } role)
                    yield return role.Id;
            }
        }
    }

    void IdentityProviders()
    {
        foreach (var given in _given.Objects("identityProviders"))
        {
            var alias = given.Text("alias") ?? throw new AdminRefusal(AdminAnswer.Message(400, "Identity provider alias is missing"));
            var existing = _draft.Realm.FindIdentityProvider(alias)?.Text("internalId");
            if (!Decide("IDP", alias, existing, $"Identity Provider '{alias}' already exists."))
                continue;
            if (FlowBindings.OfProvider(given, FlowSet.Of(_draft.Realm)) is { } flow)
                throw new AdminRefusal(FlowsEndpoints.Unsupported(flow));
            if (existing is not null)
                given["internalId"] = existing;
            var (document, secret) = BuiltIn.IdentityProvider(given.Foreign());
            _draft.Put(ObjectKind.IdentityProvider, alias, document, secret);
            Done("IDP", alias, existing, document.Text("internalId")!);
        }
    }

    async Task Users()
    {
        foreach (var given in _given.Objects("users"))
        {
            var name = given.Text("username")?.ToLowerInvariant() ?? throw new AdminRefusal(AdminAnswer.Message(400, "User name is missing"));
            var realm = _draft.Realm;
            var existing = await UserRows.FindByUsername(_draft.Session, _draft.Store.Envelope, realm.Id, name);
            if (!Decide("USER", name, existing?.Id, $"User with user name {name} already exists."))
                continue;
            if (existing is not null)
                await UserRows.Remove(_draft.Session, realm.Id, existing.Id);
            var built = UserBuilder.Build(given, Now, keepId: true);
            var user = built with
            {
                Id = existing?.Id ?? built.Id,
                Credentials = _credentials.GetValueOrDefault(name) ?? [],
                RoleIds = RoleIds(realm, given),
                GroupIds = [.. given.Texts("groups").Select(p => GroupsEndpoints.ByPath(realm, p)?.Id).OfType<string>().Distinct()],
            };
            AdminRequest.Require(user.RoleIds.Select(realm.FindRoleById).OfType<Role>().All(r => _request.Access.CanMap(realm, r))
                && user.GroupIds.Select(realm.FindGroup).OfType<Group>().All(g => _request.Access.CanJoin(realm, g)));
            if (user.Email is { } email && !realm.Settings.DuplicateEmailsAllowed && await UserRows.FindByEmail(_draft.Session, _draft.Store.Envelope, realm.Id, email) is not null)
                throw new AdminRefusal(AdminAnswer.Message(409, $"User with email {email} already exists."));
            await UserRows.Add(_draft.Session, _draft.Store.Envelope, realm, [user]);
            Done("USER", name, existing?.Id, user.Id);
        }
    }

    static IReadOnlyList<string> RoleIds(RealmSnapshot realm, JsonObject given)
    {
        var ids = given.Texts("realmRoles").Select(r => realm.FindRole(r)?.Id).OfType<string>().ToList();
        foreach (var (clientId, names) in given["clientRoles"] as JsonObject ?? [])
        {
            if (realm.FindClient(clientId) is { } client)
                ids.AddRange((names as JsonArray ?? []).OfType<JsonValue>().Select(n => realm.FindRole(Nodes.Scalar(n), client.Id)?.Id).OfType<string>());
        }
        return [.. ids.Distinct()];
    }
}
