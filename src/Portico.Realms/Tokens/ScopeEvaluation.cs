using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Admin;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Sessions;

namespace Portico.Realms.Tokens;

/// <summary><c>/clients/{client}/evaluate-scopes</c>: which mappers and roles a scope brings, and what a user's tokens would say.</summary>
sealed class ScopeEvaluation(Provider provider)
{
    public void Map(AdminRoutes routes)
    {
        const string Path = "clients/{client}/evaluate-scopes/";
        routes.Get(Path + "protocol-mappers", Mappers);
        routes.Get(Path + "scope-mappings/{container}/granted", r => Roles(r, granted: true));
        routes.Get(Path + "scope-mappings/{container}/not-granted", r => Roles(r, granted: false));
        routes.Get(Path + "generate-example-access-token", r => Example(r, (subject, now) => TokenIssuer.AccessClaims(subject, TokenGrant.AuthorizationCode, now, isImplicit: false).Claims.Finish()));
        routes.Get(Path + "generate-example-id-token", r => Example(r, (subject, now) => TokenIssuer.IdClaims(subject, now, now + subject.Realm.Settings.AccessTokenLifespanOf(subject.Client), "RS256")));
        routes.Get(Path + "generate-example-userinfo", r => Example(r, (subject, _) => TokenIssuer.Userinfo(subject)));
    }

    static Client Viewed(AdminRequest request)
    {
        var client = request.Client();
        AdminRequest.Require(request.Access.CanViewClients);
        return client;
    }

    /// <summary>Words that are no scope of the client are left out, as Keycloak does here.</summary>
    static ScopePlan Plan(AdminRequest request, Client client)
    {
        var known = request.Realm.OptionalScopesOf(client).Select(s => s.Name).Append("openid").ToHashSet(StringComparer.Ordinal);
        var words = (request.Query("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(known.Contains);
        return ScopePlan.For(request.Realm, client, string.Join(' ', words))!;
    }

    static AdminAnswer Mappers(AdminRequest request)
    {
        var client = Viewed(request);
        JsonNode View(ProtocolMapper mapper, string id, string name, string type) => new JsonObject
        {
            ["mapperId"] = mapper.Id, ["mapperName"] = mapper.Name, ["containerId"] = id, ["containerName"] = name, ["containerType"] = type, ["protocolMapper"] = mapper.Provider,
        };
        return AdminAnswer.Ok(new JsonArray([.. Plan(request, client).Scopes.SelectMany(s => s.Mappers.Select(m => View(m, s.Id, s.Name, "client-scope")))
            .Concat(client.Mappers.Select(m => View(m, client.Id, client.ClientId, "client")))]));
    }

    static AdminAnswer Roles(AdminRequest request, bool granted)
    {
        var client = Viewed(request);
        var container = request.Path("container");
        string? owner = null;
        if (container != request.Realm.Name && container != request.Realm.Id)
            owner = request.Realm.FindClientById(container)?.Id ?? throw new AdminRefusal(AdminAnswer.NotFound("Role Container not found"));
        var filter = Plan(request, client).RoleFilter;
        return AdminAnswer.Ok(Views.Roles(request.Realm, request.Realm.Roles.Where(r => r.ClientUuid == owner && (filter is null || filter.Contains(r.Id)) == granted)));
    }

    async Task<AdminAnswer> Example(AdminRequest request, Func<TokenSubject, long, Claims> claims)
    {
        var client = Viewed(request);
        if (request.Query("userId") is not { Length: > 0 } id)
            return AdminAnswer.NotFound("No userId provided");
        if (await provider.Realms.Users.FindById(request.Realm, id, request.Ct) is not { } user)
            return AdminAnswer.NotFound("No user found");
        AdminRequest.Require(request.Access.CanViewUsers);
        var call = new Call(request.Http, provider, request.Realm);
        var subject = new TokenSubject
        {
            Realm = request.Realm, Issuer = call.Issuer, Client = client, User = user, Scope = Plan(request, client).ForUser(request.Realm, client, user),
            Session = new UserSession { Id = Tickets.NewId(), RealmId = request.Realm.Id, UserId = user.Id, LoginName = user.Username, Ip = call.Ip, Started = call.Now, LastAccess = call.Now },
            ClientSession = new ClientSession { ClientUuid = client.Id, Started = call.Now, LastAccess = call.Now, Acr = "1" },
        };
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            claims(subject, call.Now).Write(json);
        return AdminAnswer.Ok(JsonNode.Parse(buffer.ToArray())!);
    }
}
