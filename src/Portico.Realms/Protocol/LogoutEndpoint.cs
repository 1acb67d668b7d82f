using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Protocol.Brokering;
using Portico.Realms.Protocol.Login;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol;

/// <summary>
/// <c>GET|POST protocol/openid-connect/logout</c>: RP-initiated logout of a browser (a good <c>id_token_hint</c> speaks for the person; without one the person is asked), and the
/// sign-out of a client by its refresh token.
/// </summary>
static class LogoutEndpoint
{
    const string Step = "logout";
    const string NoClient = "account";

    public static async Task Handle(Call call)
    {
        if (!HttpMethods.IsPost(call.Http.Request.Method))
        {
            await Browser(call, call.Query);
            return;
        }
        var form = await Parameters.ReadForm(call.Http.Request, call.Aborted);
        if (!form.Has("refresh_token"))
        {
            await Browser(call, form);
            return;
        }
        var refusal = await ByRefreshToken(call, form);
        await (refusal is null ? Answers.Empty(call.Http, 204, Answers.NoCache) : Answers.Error(call.Http, refusal));
    }

    static async Task<Refusal?> ByRefreshToken(Call call, Parameters form)
    {
        if (RealmGate.Refuse(call) is { } closed)
            return closed;
        if ((await ClientAuthentication.Authenticate(call, form)).IsRefused(out var refusal, out var client))
            return refusal;
        if (Cors.Check(call, client) is { } foreign)
            return foreign;
        if (RefreshTokens.Verify(call, client, form["refresh_token"]!, expiryMatters: false).IsRefused(out refusal, out var token))
            return refusal;
        await SessionEnding.End(call.Provider, call.Realm, call.Issuer, token.SessionId ?? "", token.Typ == "Offline", call.Aborted);
        return null;
    }

    static async Task Browser(Call call, Parameters parameters)
    {
        if (RealmGate.Refuse(call) is { } closed)
        {
            await ErrorPage.Write(call, 400, closed.Description!);
            return;
        }
        var (hint, target, clientId) = (parameters["id_token_hint"], parameters["post_logout_redirect_uri"], parameters["client_id"]);
        if (target is not null && hint is null && clientId is null)
        {
            await ErrorPage.Write(call, 400, "Missing parameters: id_token_hint");
            return;
        }
        VerifiedJwt? token = null;
        if (hint is not null && (ReadHint(call, hint) is not { } read || (clientId is not null && clientId != read.Party)))
        {
            await ErrorPage.Write(call, 400, "Invalid parameter: id_token_hint");
            return;
        }
        if (hint is not null)
            token = ReadHint(call, hint);
        clientId ??= token?.Party;
        var client = clientId is null ? null : call.Realm.FindClient(clientId);
        if (clientId is not null && client is null)
        {
            await ErrorPage.Write(call, 400, "Invalid parameter: client_id");
            return;
        }
        if (target is not null && (client is null || !RedirectUris.AllowsAfterLogout(call, client, target)))
        {
            await ErrorPage.Write(call, 400, "Invalid redirect uri");
            return;
        }
        var goOn = target is null ? null : parameters["state"] is { } state ? AuthorizationAnswer.AddQuery(target, [("state", state)]) : target;
        if (token is not null)
            await End(call, token.SessionId ?? IdentityCookie.SessionId(call), goOn);
        else if (goOn is not null && await IdentityCookie.Find(call) is null)
            await Answers.Redirect(call.Http, goOn, Answers.NoCache);
        else
            await Ask(call, client, goOn);
    }

    static VerifiedJwt? ReadHint(Call call, string hint) => Jwt.Verify(call.Realm, hint) is { Typ: "ID" } token && token.Issuer == call.Issuer ? token : null;

    static async Task Ask(Call call, Client? client, string? goOn)
    {
        var request = new AuthorizationRequest { ClientId = client?.ClientId ?? NoClient, RedirectUri = goOn ?? "", ResponseType = Step, ResponseMode = "query" };
        var asked = SignInFlow.New(call, request) with { Step = Step, SessionId = IdentityCookie.SessionId(call) };
        await call.Provider.Database.Write(s => asked.Save(s, call.Realm.Id, SignInFlow.Lifespan(call.Realm)), call.Aborted);
        Cookies.Write(call, Cookies.AuthSession, asked.Id);
        await LogoutPages.Confirm(call, $"{call.Issuer}/protocol/openid-connect/logout/logout-confirm?client_id={Uri.EscapeDataString(request.ClientId)}&tab_id={asked.Tab}", asked.Code);
    }

    /// <summary><c>POST protocol/openid-connect/logout/logout-confirm</c>: only the page that this browser was shown can confirm.</summary>
    public static async Task Confirm(Call call)
    {
        var form = await Parameters.ReadForm(call.Http.Request, call.Aborted);
        var asked = Cookies.Read(call, Cookies.AuthSession) is { } id && call.Query["tab_id"] is { } tab
            ? await call.Provider.Database.Read(s => SignIn.Find(s, call.Realm.Id, id, tab), call.Aborted)
            : null;
        if (asked is not { Step: Step } || form["session_code"] != asked.Code || call.Now - asked.At > SignInFlow.Lifespan(call.Realm))
        {
            await ErrorPage.Write(call, 400, "Logout failed");
            return;
        }
        await call.Provider.Database.Write(s => asked.Delete(s, call.Realm.Id), call.Aborted);
        await End(call, IdentityCookie.SessionId(call), asked.Request.RedirectUri is { Length: > 0 } goOn ? goOn : null);
    }

    static async Task End(Call call, string? sessionId, string? goOn)
    {
        var upstream = sessionId is null ? null : await UpstreamLogout.Of(call.Provider, sessionId, call.Aborted);
        var clients = sessionId is null ? [] : await SessionEnding.End(call.Provider, call.Realm, call.Issuer, sessionId, offline: false, call.Aborted);
        // A hint may name a session that is not this browser's; then the browser keeps its own.
        if (IdentityCookie.SessionId(call) is not { } own || own == sessionId || await IdentityCookie.Find(call) is null)
            IdentityCookie.Expire(call);
        Cookies.Write(call, Cookies.AuthSession, Cookies.Read(call, Cookies.AuthSession) ?? Tickets.NewId());
        if (sessionId is not null && IdentityCookie.SessionId(call) == sessionId)
            goOn = await UpstreamLogout.Address(call, upstream, goOn) ?? goOn;
        List<Client> framed = [.. clients.Where(c => LogoutPages.Url(c) is not null)];
        if (framed.Count > 0)
            await LogoutPages.FrontChannel(call, framed, sessionId!, goOn);
        else if (goOn is not null)
            await Answers.Redirect(call.Http, goOn, Answers.NoCache);
        else
            await LogoutPages.LoggedOut(call);
    }
}
