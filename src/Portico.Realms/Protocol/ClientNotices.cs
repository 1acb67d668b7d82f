using System.Text;
using System.Text.Json.Nodes;
using Portico.Realms.Admin;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol;

/// <summary>
/// What Keycloak's adapters are told at a client's administration address: to end sessions (<c>k_logout</c>), to take no older tokens (<c>k_push_not_before</c>), and whether they are there
/// (<c>k_test_available</c>). Each is a signed token in a plain text body; who could not be told is named in the answer.
/// </summary>
sealed class ClientNotices(Provider provider)
{
    const int Lifespan = 30;
    const string HostPlace = "${application.session.host}";

    public void Map(AdminRoutes routes)
    {
        routes.Post("logout-all", LogoutAll);
        routes.Post("push-revocation", async r =>
        {
            AdminRequest.Require(r.Access.CanManageRealm);
            return await Tell(r, r.Realm.Clients, "k_push_not_before", c => Notice(c, "PUSH_NOT_BEFORE", Math.Max(c.NotBefore, r.Realm.Settings.NotBefore)));
        });
        routes.Post("clients/{client}/push-revocation", async r =>
        {
            var client = r.Client();
            AdminRequest.Require(r.Access.CanManageClients);
            return await Tell(r, [client], "k_push_not_before", c => Notice(c, "PUSH_NOT_BEFORE", Math.Max(c.NotBefore, r.Realm.Settings.NotBefore)));
        });
        routes.Get("clients/{client}/test-nodes-available", async r =>
        {
            var client = r.Client();
            AdminRequest.Require(r.Access.CanManageClients);
            return await Tell(r, [client], "k_test_available", c => Notice(c, "TEST_AVAILABLE", null));
        });
        routes.Post("clients/{client}/nodes", async r =>
        {
            _ = r.Client();
            AdminRequest.Require(r.Access.CanManageClients);
            if ((await r.Body()).ToObject().Text("node") is not { Length: > 0 } node)
                return AdminAnswer.Error(400, "Node not found in params");
            return await ChangeNodes(r, nodes => nodes[node] = provider.Sessions.Now);
        });
        routes.Delete("clients/{client}/nodes/{node}", r => ChangeNodes(r, nodes =>
        {
            if (!nodes.Remove(r.Path("node")))
                throw new AdminRefusal(AdminAnswer.NotFound("Client does not have node "));
        }));
    }

    async Task<AdminAnswer> LogoutAll(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageUsers);
        var now = provider.Sessions.Now;
        await provider.Sessions.EndOfRealm(request.Realm, request.Ct);
        await request.Change(draft =>
        {
            var document = draft.Realm.Document.ToObject();
            document["notBefore"] = now;
            draft.PutRealm(document);
        });
        return await Tell(request, request.Realm.Clients, "k_logout", c => Notice(c, "LOGOUT", now));
    }

    static async Task<AdminAnswer> ChangeNodes(AdminRequest request, Action<JsonObject> change)
    {
        var known = request.Client();
        AdminRequest.Require(request.Access.CanManageClients);
        await request.Change(draft =>
        {
            var client = draft.Realm.FindClientById(known.Id) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find client"));
            var document = client.Document.ToObject();
            var nodes = document["registeredNodes"] as JsonObject ?? [];
            change(nodes);
            document.Remove("registeredNodes");
            if (nodes.Count > 0)
                document["registeredNodes"] = nodes;
            Configuration.PutClient(draft, client, document);
        });
        return AdminAnswer.NoContent;
    }

    Claims Notice(Client client, string action, long? notBefore) => new Claims().Set("id", Guid.NewGuid().ToString()).Set("expiration", provider.Sessions.Now + Lifespan)
        .Set("resource", client.ClientId).Set("action", action).Set("notBefore", notBefore);

    async Task<AdminAnswer> Tell(AdminRequest request, IEnumerable<Client> clients, string action, Func<Client, Claims> notice)
    {
        var key = await provider.Tokens.Key(request.Realm, null, request.Ct);
        var told = await Task.WhenAll(clients.SelectMany(c => Addresses(request, c).Select(async address => (address, Reached: await Post(address, action, Jwt.Sign(key, notice(c)), request.Ct)))));
        var view = new JsonObject();
        foreach (var (name, reached) in ((string, bool)[])[("successRequests", true), ("failedRequests", false)])
        {
            var addresses = told.Where(t => t.Reached == reached).Select(t => t.address).Distinct().ToArray();
            if (addresses.Length > 0)
                view[name] = Nodes.Array(addresses);
        }
        return AdminAnswer.Ok(view);
    }

    /// <summary>The client's administration address, relative ones below its root; one per registered node where it says so.</summary>
    static IEnumerable<string> Addresses(AdminRequest request, Client client)
    {
        if (client.AdminUrl is not { Length: > 0 } address)
            return [];
        if (address.StartsWith('/'))
            address = (client.RootUrl is { Length: > 0 } root ? root.TrimEnd('/') : Call.BaseUrlOf(request.Http.Request)) + address;
        return address.Contains(HostPlace, StringComparison.Ordinal)
            ? client.Document.TextMap("registeredNodes").Keys.Select(node => address.Replace(HostPlace, node, StringComparison.Ordinal))
            : [address];
    }

    async Task<bool> Post(string address, string action, string token, CancellationToken ct)
    {
        if (!Uri.TryCreate($"{address.TrimEnd('/')}/{action}", UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return false;
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(token, Encoding.UTF8, "text/plain") };
        var answer = await provider.Outbound.Send(request, ct);
        if (!answer.IsSuccess)
            Log.NoticeFailed(provider.Log, url, answer.ToString());
        return answer.IsSuccess;
    }
}
