using System.Text.Json.Nodes;
using Portico.Realms.Admin;
using Portico.Realms.Admin.Authentication;
using Portico.Realms.Defaults;
using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Realms.Passwords;
using Portico.Realms.Sessions;
using Portico.Realms.Store;

namespace Portico.Realms.Import;

/// <summary>
/// Makes a whole realm of a representation, as a bare <c>{"realm": "x"}</c> or as a full export: what the representation lacks comes from the defaults, what is unknown stays in
/// the documents. In order: settings, client scopes, clients, roles and composites, scope mappings, groups, components, users, service accounts.
/// </summary>
sealed class RealmBuilder
{
    static readonly string[] s_collections =
    [
        "id", "realm", "roles", "defaultRole", "defaultRoles", "groups", "defaultGroups", "clients", "applications", "clientScopes", "clientTemplates", "defaultDefaultClientScopes",
        "defaultOptionalClientScopes", "scopeMappings", "clientScopeMappings", "components", "users", "federatedUsers", "requiredActions", "authenticationFlows", "authenticatorConfig",
        "identityProviders", "identityProviderMappers", "localizationTexts", "keycloakVersion", "privateKey", "publicKey", "certificate", "codeSecret", "oauthClients", "socialProviders",
        "passwordCredentialGrantAllowed", "updateProfileOnInitialSocialLogin", "social", "realmCacheEnabled", "userCacheEnabled",
    ];

    static readonly Version s_version = new(Admin.ServerEndpoints.Version);
    static readonly string[] s_addedByMigration = ["basic", "service_account", "AuthnContextClassRef"];

    static readonly string[] s_roleMembers = ["composite", "composites", "clientRole", "containerId", "scopeParamRequired"];

    readonly JsonObject _given;
    readonly RealmStore _store;
    readonly PasswordHasher _hasher;
    readonly DateTimeOffset _now;
    readonly JsonObject _document;
    readonly Dictionary<string, ClientScope> _scopes = new(StringComparer.Ordinal);
    readonly Dictionary<string, JsonObject> _scopeDocuments = new(StringComparer.Ordinal);
    readonly Dictionary<string, (JsonObject Document, string? Secret)> _clients = new(StringComparer.Ordinal);
    readonly Dictionary<(string Client, string Name), JsonObject> _roles = [];
    readonly Dictionary<string, JsonObject> _groupsByPath = new(StringComparer.Ordinal);
    readonly List<RealmObject> _objects = [];
    readonly List<RealmUser> _users = [];
    readonly List<(string UserId, Consent Consent)> _consents = [];
    JsonObject? _secret;

    RealmBuilder(JsonObject given, RealmStore store, PasswordHasher hasher)
    {
        (_given, _store, _hasher, _now) = (given, store, hasher, store.Time.GetUtcNow());
        Name = given.Text("realm")!;
        _document = new JsonObject { ["id"] = given.Text("id") is { Length: > 0 } id ? id : Guid.NewGuid().ToString(), ["realm"] = Name };
    }

    string Name { get; }

    bool IsMaster => Name == "master";

    /// <summary>Builds the realm without storing it. Fails with <see cref="ImportException"/>.</summary>
    public static async Task<BuiltRealm> Build(JsonObject given, RealmStore store, PasswordHasher hasher, CancellationToken ct)
    {
        var builder = new RealmBuilder(given, store, hasher);
        builder.Settings();
        builder.ClientScopes();
        builder.Clients();
        builder.Roles();
        builder.ScopeMappings();
        builder.Groups();
        builder.Components();
        builder.Documents();
        await builder.Users(ct);
        builder.ServiceAccounts();
        return builder.Finish();
    }

    void Settings()
    {
        foreach (var (name, value) in Resource.Fill("realm-settings.json", Name).AsObject())
            _document[name] = value?.DeepClone();
        _document["enabled"] = false;
        if (IsMaster)
            _document["accessTokenLifespan"] = 60;
        foreach (var (name, value) in _given)
        {
            if (value is null || !Nodes.IsForeign(name) || s_collections.Contains(name))
                continue;
            if (name == "attributes" && value is JsonObject attributes)
            {
                foreach (var (key, text) in Nodes.Settings(attributes))
                    _document["attributes"]![key] = text?.DeepClone();
            }
            else if (name == "browserSecurityHeaders" && value is JsonObject headers)
            {
                foreach (var (key, text) in headers)
                    _document[name]![key] = text?.DeepClone();
            }
            else
            {
                _document[name] = value.DeepClone();
            }
        }
        RealmAttributes.Mirror(_document, _given);
        _secret = RealmSecrets.Split(_document);
    }

    void ClientScopes()
    {
        var defaults = Resource.Fill("client-scopes.json", Name).AsArray().OfType<JsonObject>().ToDictionary(s => s.Text("name")!);
        if (_given["clientScopes"] is null)
        {
            foreach (var scope in defaults.Values)
                AddScope(scope);
            SetDefaultScopes(_given["defaultDefaultClientScopes"] is null ? BuiltIn.DefaultScopes : _given.Texts("defaultDefaultClientScopes"),
                _given["defaultOptionalClientScopes"] is null ? BuiltIn.OptionalScopes : _given.Texts("defaultOptionalClientScopes"));
            return;
        }
        foreach (var scope in _given.Objects("clientScopes"))
            AddScope(scope);
        List<string> always = [.. _given.Texts("defaultDefaultClientScopes")], optional = [.. _given.Texts("defaultOptionalClientScopes")];
        if (!_scopes.ContainsKey("offline_access"))
        {
            AddScope(defaults["offline_access"]);
            optional.Add("offline_access");
        }
        // A file of an older version is brought up to date, as Keycloak's migrations do.
        if (IsOlder)
        {
            foreach (var name in s_addedByMigration.Where(n => !_scopes.ContainsKey(n)))
            {
                AddScope(defaults[name]);
                if (name == "service_account")
                    continue;
                always.Add(name);
                if (name == "basic")
                    BasicIsNew = true;
            }
        }
        SetDefaultScopes(always, optional);
    }

    bool BasicIsNew { get; set; }

    /// <summary>Whether the file says that an older version wrote it.</summary>
    bool IsOlder => _given.Text("keycloakVersion") is { } text && (!Version.TryParse(text.Split('-')[0], out var version) || version < s_version);

    void AddScope(JsonObject given)
    {
        var document = given.Foreign();
        var name = document.Text("name") ?? throw new ImportException("A client scope has no name.");
        document["id"] ??= Guid.NewGuid().ToString();
        document["protocol"] ??= "openid-connect";
        document["attributes"] = KeepEmpty(document["attributes"] as JsonObject);
        ClientBuilder.SetMappers(document, given["protocolMappers"] as JsonArray);
        if (!_scopeDocuments.TryAdd(name, document))
            throw new ImportException($"The client scope '{name}' is there twice.");
        _scopes[name] = new ClientScope(document.ToElement());
    }

    static JsonObject KeepEmpty(JsonObject? attributes)
    {
        var texts = new JsonObject();
        foreach (var (name, value) in attributes ?? [])
        {
            if (value is JsonValue scalar)
                texts[name] = Nodes.Scalar(scalar);
        }
        return texts;
    }

    void SetDefaultScopes(IEnumerable<string> always, IEnumerable<string> optional)
    {
        _document["$defaultScopes"] = Nodes.Array(always.Where(_scopes.ContainsKey).Select(n => _scopes[n].Id).Distinct());
        _document["$optionalScopes"] = Nodes.Array(optional.Where(_scopes.ContainsKey).Select(n => _scopes[n].Id).Distinct());
    }

    void Clients()
    {
        var always = _document.Texts("$defaultScopes").Select(id => _scopes.Values.First(s => s.Id == id)).ToArray();
        var optional = _document.Texts("$optionalScopes").Select(id => _scopes.Values.First(s => s.Id == id)).ToArray();
        foreach (var given in _given.Objects("clients"))
        {
            var (document, secret) = ClientBuilder.Build(given, Scope, always, optional, _now);
            if (given.Flag("bearerOnly") is true && given["secret"] is null)
            {
                // It answers calls and makes none.
                secret = null;
                if (given["attributes"]?["client.secret.creation.time"] is null)
                    document["attributes"]!.AsObject().Remove("client.secret.creation.time");
            }
            if (given["authorizationSettings"] is JsonObject authorization)
                document[ClientBuilder.Authorization] = authorization.DeepClone();
            if (!_clients.TryAdd(document.Text("clientId")!, (document, secret)))
                throw new ImportException($"The client '{document.Text("clientId")}' is there twice.");
            if (BasicIsNew && document.Text("protocol") == "openid-connect")
                document["$defaultScopes"]!.AsArray().Add(_scopes["basic"].Id);
        }
        foreach (var builtIn in Resource.Fill("clients.json", Name).AsArray().OfType<JsonObject>())
        {
            var clientId = builtIn.Text("clientId")!;
            if (_clients.ContainsKey(clientId) || (IsMaster && clientId == BuiltIn.RealmManagement))
                continue;
            var (document, _) = ClientBuilder.Build(builtIn, Scope, always, optional, _now);
            document["attributes"]!.AsObject().Remove("client.secret.creation.time");
            _clients[clientId] = (document, null);
        }
        if (IsMaster)
            _clients["master-realm"] = (BuiltIn.RealmClient("master", Guid.NewGuid().ToString()), null);
    }

    ClientScope? Scope(string name) => _scopes.GetValueOrDefault(name);

    void Roles()
    {
        var given = _given["roles"] as JsonObject ?? [];
        var defaults = Resource.Fill("roles.json", Name).AsObject();
        List<(JsonObject Role, string? Client)> all = [.. given.Objects("realm").Select(r => (r, (string?)null))];
        foreach (var (client, roles) in given["client"] as JsonObject ?? [])
        {
            if (!_clients.ContainsKey(client))
                throw new ImportException($"roles.client names the client '{client}', which is not there.");
            all.AddRange((roles as JsonArray ?? []).OfType<JsonObject>().Select(r => (r, (string?)client)));
        }
        var defaultRole = (_given["defaultRole"] as JsonObject)?.Text("name") ?? BuiltIn.DefaultRoleName(Name);
        foreach (var role in defaults.Objects("realm"))
        {
            var name = role.Text("name")!;
            var isDefault = name.StartsWith("default-roles-", StringComparison.Ordinal);
            if (isDefault)
            {
                role["name"] = name = defaultRole;
                // Of what it is composed of, what the file leaves out.
                if (given["realm"] is not null && _given.Text("keycloakVersion") is not null && role["composites"]?["realm"] is JsonArray)
                    role["composites"]!["realm"] = Nodes.Array(role["composites"]!.AsObject().Texts("realm").Where(n => n == "offline_access" || all.Exists(r => r.Client is null && r.Role.Text("name") == n)));
            }
            // A file that lists roles says what there is, except for what the server cannot do without.
            if ((given["realm"] is null || isDefault || name == "offline_access" || _given.Text("keycloakVersion") is null) && !all.Exists(r => r.Client is null && r.Role.Text("name") == name))
                all.Add((role, null));
        }
        foreach (var (client, roles) in defaults["client"]!.AsObject())
        {
            if (IsMaster && client == BuiltIn.RealmManagement)
                continue;
            all.AddRange(roles!.AsArray().OfType<JsonObject>().Where(r => !all.Exists(a => a.Client == client && a.Role.Text("name") == r.Text("name"))).Select(r => (r, (string?)client)).ToArray());
        }
        if (IsMaster)
            AddMasterRoles(all);
        foreach (var (role, client) in all)
            AddRole(role, client);
        foreach (var (role, client) in all)
            Compose(role, client);
        _document["$defaultRole"] = _roles[("", defaultRole)].Text("id");
    }

    static void AddMasterRoles(List<(JsonObject Role, string? Client)> all)
    {
        all.AddRange(BuiltIn.RealmClientRoles().Select(r => (r, (string?)"master-realm")).ToArray());
        all.Add((new JsonObject { ["name"] = "create-realm", ["description"] = "${role_create-realm}" }, null));
        all.Add((new JsonObject
        {
            ["name"] = "admin", ["description"] = "${role_admin}",
            ["composites"] = new JsonObject
            {
                ["realm"] = new JsonArray("create-realm"), ["client"] = new JsonObject { ["master-realm"] = Nodes.Array(BuiltIn.RealmClientRoles().Select(r => r.Text("name")!)) },
            },
        }, null));
    }

    void AddRole(JsonObject given, string? client)
    {
        var name = given.Text("name") ?? throw new ImportException(client is null ? "A role in roles.realm has no name." : $"A role of the client '{client}' has no name.");
        var document = BuiltIn.Role(given.Text("id"), name, given.Text("description"), client is null ? null : _clients[client].Document.Text("id"));
        document["attributes"] = Nodes.Lists(given["attributes"] as JsonObject);
        Nodes.CopyUnknown(given, document, s_roleMembers);
        if (!_roles.TryAdd((client ?? "", name), document))
            throw new ImportException(client is null ? $"The role '{name}' is there twice." : $"The role '{name}' of the client '{client}' is there twice.");
    }

    void Compose(JsonObject given, string? client)
    {
        if (given["composites"] is not JsonObject composites)
            return;
        var children = new List<string>();
        foreach (var name in composites.Texts("realm"))
            children.Add(RoleId("", name, $"The composite role '{given.Text("name")}'"));
        foreach (var (owner, names) in (composites["client"] ?? composites["application"]) as JsonObject ?? [])
        {
            foreach (var name in (names as JsonArray ?? []).OfType<JsonValue>().Select(Nodes.Scalar))
                children.Add(RoleId(owner, name, $"The composite role '{given.Text("name")}'"));
        }
        if (children.Count > 0)
            _roles[(client ?? "", given.Text("name")!)]["$composites"] = Nodes.Array(children.Distinct());
    }

    string RoleId(string client, string name, string who) => _roles.TryGetValue((client, name), out var role)
        ? role.Text("id")!
        : throw new ImportException(client.Length == 0 ? $"{who} names the realm role '{name}', which is not there." : $"{who} names the role '{name}' of the client '{client}', which is not there.");

    void ScopeMappings()
    {
        if (_given["scopeMappings"] is null && _given["clientScopeMappings"] is null)
        {
            Map(null, "offline_access", [RoleId("", "offline_access", "scopeMappings")]);
            if (_given.Objects("clients").All(c => c.Text("clientId") != "account-console"))
                Map("account-console", null, [RoleId("account", "manage-account", "scopeMappings"), RoleId("account", "view-groups", "scopeMappings")]);
        }
        foreach (var mapping in _given.Objects("scopeMappings"))
            Map(mapping.Text("client"), mapping.Text("clientScope"), mapping.Texts("roles").Select(r => RoleId("", r, "scopeMappings")));
        foreach (var (owner, mappings) in _given["clientScopeMappings"] as JsonObject ?? [])
        {
            foreach (var mapping in (mappings as JsonArray ?? []).OfType<JsonObject>())
                Map(mapping.Text("client"), mapping.Text("clientScope"), mapping.Texts("roles").Select(r => RoleId(owner, r, "clientScopeMappings")));
        }
    }

    void Map(string? client, string? scope, IEnumerable<string> roleIds)
    {
        var container = client is not null && _clients.TryGetValue(client, out var known) ? known.Document : scope is not null ? _scopeDocuments.GetValueOrDefault(scope) : null;
        if (container is null)
            throw new ImportException($"A scope mapping names '{client ?? scope}', which is not there.");
        container["$scopeRoles"] = Nodes.Array(container.Texts("$scopeRoles").Concat(roleIds).Distinct());
    }

    void Groups()
    {
        foreach (var group in _given.Objects("groups"))
            AddGroup(group, null, "", 1);
        _document["$defaultGroups"] = Nodes.Array(_given.Texts("defaultGroups").Select(path => GroupId(path, "defaultGroups")));
    }

    void AddGroup(JsonObject given, string? parentId, string parentPath, int depth)
    {
        if (depth > Group.Deepest)
            throw new ImportException($"Groups are nested more than {Group.Deepest} deep.");
        var name = given.Text("name") ?? throw new ImportException("A group has no name.");
        var path = parentPath + "/" + name;
        var roles = given.Texts("realmRoles").Select(r => RoleId("", r, $"The group '{path}'")).Concat((given["clientRoles"] as JsonObject ?? [])
            .SelectMany(c => ((c.Value as JsonArray) ?? []).OfType<JsonValue>().Select(r => RoleId(c.Key, Nodes.Scalar(r), $"The group '{path}'"))));
        var document = BuiltIn.Group(given, parentId);
        document["$roles"] = Nodes.Array(roles.Distinct());
        if (!_groupsByPath.TryAdd(path, document))
            throw new ImportException($"The group '{path}' is there twice.");
        foreach (var child in given.Objects("subGroups"))
            AddGroup(child, document.Text("id"), path, depth + 1);
    }

    string GroupId(string path, string who) => _groupsByPath.TryGetValue(path.StartsWith('/') ? path : "/" + path, out var group)
        ? group.Text("id")! : throw new ImportException($"{who} names the group '{path}', which is not there.");

    void Components()
    {
        var given = _given["components"] as JsonObject ?? [];
        var defaults = Resource.Fill("components.json", Name).AsObject();
        foreach (var (type, list) in given)
        {
            foreach (var component in (list as JsonArray ?? []).OfType<JsonObject>())
                AddComponent(component, type, null);
        }
        foreach (var (type, list) in defaults)
        {
            if (given.ContainsKey(type))
                continue;
            foreach (var component in list!.AsArray().OfType<JsonObject>())
                AddComponent(component, type, null);
        }
    }

    void AddComponent(JsonObject given, string type, string? parentId)
    {
        if (given.Text("providerId") == "declarative-user-profile")
        {
            if ((given["config"] as JsonObject)?.Texts("kc.user.profile.config") is [var text, ..])
                AddDocument(UserProfiles.Document, JsonNode.Parse(text)!);
            return;
        }
        var document = given.Foreign();
        document.Remove("subComponents");
        document["id"] ??= Guid.NewGuid().ToString();
        document["providerType"] = type;
        document["parentId"] = parentId ?? _document.Text("id");
        document["config"] = Nodes.Lists(document["config"] as JsonObject);
        var secrets = type == KeyMaker.ProviderType ? KeyMaker.Secrets(document, Name, _store.Pool, _now, rsaLater: true) : ComponentSecrets.Split(document, []);
        _objects.Add(new RealmObject(ObjectKind.Component, document.Text("id")!, document.ToElement(), secrets?.ToElement()));
        foreach (var (subType, list) in given["subComponents"] as JsonObject ?? [])
        {
            foreach (var child in (list as JsonArray ?? []).OfType<JsonObject>())
                AddComponent(child, subType, document.Text("id"));
        }
    }

    void Documents()
    {
        if (_given["requiredActions"] is JsonArray { Count: > 0 } actions)
            AddDocument(RequiredActions.Document, RequiredActions.Merge(actions, complete: IsOlder));
        var bound = FlowSet.Given(_document.Text("id")!, _given);
        if ((FlowBindings.OfRealm(_given, bound) ?? _given.Objects("clients").Select(c => FlowBindings.OfClient(c, bound)).Concat(_given.Objects("identityProviders").Select(p => FlowBindings.OfProvider(p, bound)))
            .FirstOrDefault(a => a is not null)) is { } refused)
        {
            throw new ImportException(FlowBindings.Explain(refused)) { ErrorId = Errors.FlowNotFollowed };
        }
        var imported = _document.ToElement();
        if (ClientPolicies.Unsupported(imported.Member("clientPolicies"), imported.Member("clientProfiles")) is { } unsupported)
            throw new ImportException(ClientPoliciesEndpoints.Explain(unsupported)) { ErrorId = Errors.NotSupported };
        if (_given["authenticationFlows"] is JsonArray { Count: > 0 } flows)
            AddDocument("authenticationFlows", new JsonObject { ["authenticationFlows"] = flows.DeepClone(), ["authenticatorConfig"] = _given["authenticatorConfig"]?.DeepClone() ?? new JsonArray() });
        if (_given["localizationTexts"] is JsonObject { Count: > 0 } texts)
            AddDocument("localizationTexts", texts.DeepClone());
        foreach (var provider in _given.Objects("identityProviders"))
        {
            var (document, secret) = BuiltIn.IdentityProvider(provider.Foreign());
            document["$mappers"] = new JsonArray([.. _given.Objects("identityProviderMappers").Where(m => m.Text("identityProviderAlias") == document.Text("alias")).Select(m => m.DeepClone())]);
            _objects.Add(new RealmObject(ObjectKind.IdentityProvider, document.Text("alias")!, document.ToElement(), secret?.ToElement()));
        }
    }

    void AddDocument(string name, JsonNode document) => _objects.Add(new RealmObject(ObjectKind.Document, name, document.ToElement()));

    async Task Users(CancellationToken ct)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var given in _given.Objects("users"))
        {
            var name = given.Text("username") ?? throw new ImportException("A user has no username.");
            if (!names.Add(name.ToLowerInvariant()))
                throw new ImportException($"The user '{name}' is there twice.");
            var who = $"The user '{name}'";
            var user = UserBuilder.Build(given, _now, keepId: true);
            var roles = given.Texts("realmRoles").Select(r => RoleId("", r, who)).Concat((given["clientRoles"] as JsonObject ?? [])
                .SelectMany(c => ((c.Value as JsonArray) ?? []).OfType<JsonValue>().Select(r => RoleId(c.Key, Nodes.Scalar(r), who))));
            user = user with
            {
                RoleIds = [.. roles.Distinct()],
                GroupIds = [.. given.Texts("groups").Select(p => GroupId(p, who)).Distinct()],
                Credentials = await Credentials(given, user, ct),
                ServiceAccountClientId = given.Text("serviceAccountClientId"),
            };
            if (user.ServiceAccountClientId is { } owner)
            {
                if (!_clients.TryGetValue(owner, out var client))
                    throw new ImportException($"{who} is the service account of the client '{owner}', which is not there.");
                client.Document["$serviceAccount"] = user.Id;
            }
            _users.Add(user);
            _consents.AddRange(given.Objects("clientConsents").Select(c => (user.Id, Consent(c, who))));
        }
    }

    Consent Consent(JsonObject given, string who)
    {
        if (given.Text("clientId") is not { } clientId || !_clients.TryGetValue(clientId, out var client))
            throw new ImportException($"{who} has a consent for the client '{given.Text("clientId")}', which is not there.");
        long Time(string name) => given[name] is JsonValue value && value.TryGetValue<long>(out var time) ? time : _now.ToUnixTimeMilliseconds();
        return new Consent(client.Document.Text("id")!, given.Texts("grantedClientScopes"), Time("createdDate"), Time("lastUpdatedDate"));
    }

    async Task<IReadOnlyList<Credential>> Credentials(JsonObject given, RealmUser user, CancellationToken ct)
    {
        var credentials = new List<Credential>();
        foreach (var credential in given.Objects("credentials"))
        {
            var priority = (credentials.Count + 1) * 10;
            if (UserBuilder.StoredCredential(credential, priority, _now) is { } stored)
            {
                credentials.Add(stored);
            }
            else if (credential.Text("value") is { } value)
            {
                var policy = PasswordPolicy.Parse(_document.Text("passwordPolicy") ?? "", out _);
                if (policy.Check(value, user.Username, user.Email, _hasher.Blacklists) is not null)
                    throw new ImportException("Password policy not met. See logs for details");
                credentials.Add(await _hasher.Hash(policy, value, ct) with { Priority = priority, UserLabel = credential.Text("userLabel") });
            }
        }
        return credentials;
    }

    void ServiceAccounts()
    {
        foreach (var (clientId, (document, _)) in _clients)
        {
            if (document.Flag("serviceAccountsEnabled") is not true || document.Text("$serviceAccount") is not null)
                continue;
            var user = BuiltIn.ServiceAccount(clientId, _now, _document.Text("$defaultRole"));
            _users.Add(user);
            document["$serviceAccount"] = user.Id;
            if (_scopes.TryGetValue("service_account", out var scope) && !document.Texts("$defaultScopes").Contains(scope.Id))
                document["$defaultScopes"]!.AsArray().Add(scope.Id);
        }
    }

    BuiltRealm Finish()
    {
        foreach (var (document, secret) in _clients.Values)
            _objects.Add(new RealmObject(ObjectKind.Client, document.Text("id")!, document.ToElement(), secret is null ? null : new JsonObject { ["secret"] = secret }.ToElement()));
        foreach (var document in _scopeDocuments.Values)
            _objects.Add(new RealmObject(ObjectKind.Scope, document.Text("id")!, document.ToElement()));
        foreach (var document in _roles.Values)
            _objects.Add(new RealmObject(ObjectKind.Role, document.Text("id")!, document.ToElement()));
        foreach (var document in _groupsByPath.Values)
            _objects.Add(new RealmObject(ObjectKind.Group, document.Text("id")!, document.ToElement()));
        if (_objects.GroupBy(o => (o.Kind, o.Id)).FirstOrDefault(o => o.Skip(1).Any()) is { } same)
            throw new ImportException($"The id '{same.Key.Id}' is there twice ({same.Key.Kind}).");
        if (_users.GroupBy(u => u.Id, StringComparer.Ordinal).FirstOrDefault(u => u.Skip(1).Any()) is { } sameUser)
            throw new ImportException($"The id '{sameUser.Key}' is there twice (User).");
        return new BuiltRealm(_document.ToElement(), _secret?.ToElement(), _objects, _users, _consents);
    }
}
