using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Model;
using Portico.Realms.Outbound;
using Portico.Realms.Outbox;
using Portico.Realms.Pages;
using Portico.Realms.Protocol.Login;
using Portico.Realms.Sessions;
using Portico.Realms.Store;
using Portico.Storage;

namespace Portico.Realms.Protocol.Brokering;

/// <summary>
/// A session that came from another provider is ended there, too: by sending the browser to the provider's logout and back, or, where the settings say <c>backchannelSupported</c>, by a call of
/// this server, which also happens when no browser takes part.
/// </summary>
static class UpstreamLogout
{
    public const string Kind = "sign-out at an identity provider";

    const string Upsert = """
        INSERT INTO idp_brokered_session (session_id, offline, data) VALUES (@id, 0, @data) ON CONFLICT (session_id) DO UPDATE SET data = excluded.data
        """;

    const string Select = "SELECT data FROM idp_brokered_session WHERE session_id = @id";
    static readonly TimeSpan s_tryFor = TimeSpan.FromHours(1);

    /// <summary>Remembers where a session came from.</summary>
    public static Task Remember(Session session, Call call, string sessionId, BrokeredIdentity identity)
    {
        var data = new JsonObject { ["alias"] = identity.Alias, ["idToken"] = identity.IdToken };
        return session.Execute(Upsert, ("id", sessionId), ("data", call.Provider.Realms.Envelope.Seal(data.ToJsonString(), Purpose(sessionId))));
    }

    /// <summary>What is remembered of a session, before it is ended.</summary>
    public static async Task<JsonElement?> Of(Provider provider, string sessionId, CancellationToken ct) =>
        await provider.Database.Read(s => s.QueryFirst<byte[]>(Select, row => (byte[])row.GetValue(0), ("id", sessionId)), ct) is { } data
            ? Json.Parse(provider.Realms.Envelope.Unseal(data, Purpose(sessionId)))
            : null;

    /// <summary>Leaves the call of the provider's logout to the outbox, where its settings want it.</summary>
    public static async Task Add(Session session, Provider provider, RealmSnapshot realm, JsonElement? remembered)
    {
        if (remembered is { } known && UpstreamProvider.Find(realm, known.Text("alias")!) is { } upstream && upstream.IsSet("backchannelSupported") && upstream.Address("logoutUrl") is not null && known.Text("idToken") is not null)
            await OutboxSender.Add(session, provider.Realms.Envelope, realm.Id, Kind, known.GetRawText(), provider.Time.GetUtcNow(), s_tryFor);
    }

    public static async Task<Delivery> Send(RealmStore realms, OutboundCalls outbound, OutboxItem item, CancellationToken ct)
    {
        if (await realms.FindById(item.RealmId, ct) is not { } realm || UpstreamProvider.Find(realm, item.Data.Text("alias")!) is not { } upstream || upstream.Address("logoutUrl") is not { } url)
            return Delivery.Done; // the provider is gone
        using var request = new HttpRequestMessage(HttpMethod.Get, AuthorizationAnswer.AddQuery(url.AbsoluteUri, [("id_token_hint", item.Data.Text("idToken")!)]));
        var answer = await outbound.Send(request, ct);
        var who = $"identity provider {upstream.Alias} of realm {realm.Name}";
        return answer switch
        {
            { Failure: { } failure } when failure.StartsWith(Errors.AddressRefused, StringComparison.Ordinal) => Delivery.Never($"{who}: {failure}"),
            { Failure: { } failure } => Delivery.Later($"{who}: {failure}."),
            { Status: 429 or >= 500 } => Delivery.Later($"{who} answered {answer.Status}."),
            { Status: >= 400 } => Delivery.Never($"{who} answered {answer.Status}."),
            _ => Delivery.Done,
        };
    }

    /// <summary>Where the browser has to go on to end the session there; null where nothing is to be ended by the browser. Afterwards it comes back and goes on to <paramref name="goOn"/>.</summary>
    public static async Task<string?> Address(Call call, JsonElement? remembered, string? goOn)
    {
        if (remembered is not { } known || UpstreamProvider.Find(call.Realm, known.Text("alias")!) is not { } provider || provider.IsSet("backchannelSupported") || provider.Address("logoutUrl") is not { } url)
            return null;
        var state = Tickets.NewSecret();
        var data = new JsonObject { ["alias"] = provider.Alias, ["goOn"] = goOn };
        await call.Provider.Database.Write(s => Tickets.Add(s, Tickets.BrokerLogout, Tickets.Hash(state), call.Realm.Id, call.Now + SignInFlow.Lifespan(call.Realm), data.ToJsonString()), call.Aborted);
        var parameters = new List<(string, string)> { ("state", state), ("post_logout_redirect_uri", BrokerLogin.RedirectUri(call, provider.Alias) + "/logout_response") };
        if (known.Text("idToken") is { } idToken && provider.Config("sendIdTokenOnLogout") is not "false")
            parameters.Add(("id_token_hint", idToken));
        if (provider.IsSet("sendClientIdOnLogout") && provider.Config("clientId") is { } clientId)
            parameters.Add(("client_id", clientId));
        return AuthorizationAnswer.AddQuery(url.AbsoluteUri, parameters);
    }

    /// <summary><c>broker/{alias}/endpoint/logout_response</c>: goes on to where the sign-out led, which was judged when it began.</summary>
    public static async Task HandleAnswer(Call call, UpstreamProvider provider)
    {
        var state = call.Query["state"];
        var ticket = state is null ? null : await call.Provider.Database.Write(s => Tickets.Use(s, Tickets.BrokerLogout, Tickets.Hash(state), call.Realm.Id), call.Aborted);
        var data = ticket is { Uses: 1 } && ticket.Value.Expires > call.Now ? Json.Parse(ticket.Value.Data) : default;
        if (data.Text("alias") != provider.Alias)
            await ErrorPage.Write(call, 400, Texts.Get(Languages.Of(call, null), "identityProviderInvalidResponse"));
        else if (data.Text("goOn") is { } goOn)
            await Answers.Redirect(call.Http, goOn, Answers.NoCache);
        else
            await LogoutPages.LoggedOut(call);
    }

    static string Purpose(string sessionId) => $"{sessionId}/brokered";
}
