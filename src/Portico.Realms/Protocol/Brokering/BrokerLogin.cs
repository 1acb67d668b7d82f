using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portico.Realms.Pages;
using Portico.Realms.Protocol.Login;
using Portico.Realms.Sessions;

namespace Portico.Realms.Protocol.Brokering;

/// <summary><c>broker/{alias}/login</c>: sends the browser to the other provider, with a state that only this sign-in can use, a nonce, and PKCE where the settings ask for it.</summary>
static class BrokerLogin
{
    public static string Link(Call call, SignIn signIn, string alias) =>
        $"{call.Url($"broker/{Uri.EscapeDataString(alias)}/login")}?client_id={Uri.EscapeDataString(signIn.Request.ClientId)}&tab_id={signIn.Tab}&client_data={SignInLinks.ClientData(signIn.Request)}&session_code={signIn.Code}";

    public static Task Handle(Call call, UpstreamProvider provider) => LoginActions.Handle(call, (c, _, signIn, _) => Send(c, provider, signIn), static (c, _, signIn) => LoginActions.SendOn(c, signIn));

    static async Task Send(Call call, UpstreamProvider provider, SignIn signIn)
    {
        if (signIn.Step != SignInFlow.PasswordStep)
        {
            await LoginActions.SendOn(call, signIn);
            return;
        }
        if (provider.Address("authorizationUrl") is not { } target || provider.Address("tokenUrl") is null || provider.Config("clientId") is not { } clientId)
        {
            Log.BrokerFailed(call.Provider.Log, call.Realm.Name, provider.Alias, "its settings lack authorizationUrl, tokenUrl or clientId");
            await ErrorPage.Write(call, 502, Texts.Get(Languages.Of(call, signIn.Request.UiLocales), "identityProviderUnexpectedError"));
            return;
        }
        var state = Tickets.NewSecret();
        var pending = new PendingBroker(provider.Alias, signIn.Id, signIn.Tab, Tickets.NewSecret(), provider.IsSet("pkceEnabled") ? Tickets.NewSecret() : null);
        await call.Provider.Database.Write(async s =>
        {
            await Tickets.Add(s, Tickets.Broker, Tickets.Hash(state), call.Realm.Id, call.Now + SignInFlow.Lifespan(call.Realm), JsonSerializer.Serialize(pending, SessionJson.Default.PendingBroker));
            await (signIn with { At = call.Now }).Save(s, call.Realm.Id, SignInFlow.Lifespan(call.Realm));
        }, call.Aborted);
        var parameters = new List<(string, string)>
        {
            ("scope", Scope(provider)), ("state", state), ("response_type", "code"), ("client_id", clientId), ("redirect_uri", RedirectUri(call, provider.Alias)),
        };
        if (!provider.IsSet("disableNonce"))
            parameters.Add(("nonce", pending.Nonce));
        if (provider.Config("prompt") is { } prompt && prompt != "unspecified")
            parameters.Add(("prompt", prompt));
        else if (signIn.Request.HasPrompt("login"))
            parameters.Add(("prompt", "login"));
        if (provider.IsSet("loginHint") && signIn.Request.LoginHint is { } hint)
            parameters.Add(("login_hint", hint));
        if (provider.IsSet("uiLocales") && signIn.Request.UiLocales is { } locales)
            parameters.Add(("ui_locales", locales));
        if (pending.Verifier is { } verifier)
        {
            var isPlain = provider.Config("pkceMethod") == "plain";
            parameters.Add(("code_challenge", isPlain ? verifier : Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))));
            parameters.Add(("code_challenge_method", isPlain ? "plain" : "S256"));
        }
        await Answers.Redirect(call.Http, AuthorizationAnswer.AddQuery(target.AbsoluteUri, parameters));
    }

    public static string RedirectUri(Call call, string alias) => call.Url($"broker/{Uri.EscapeDataString(alias)}/endpoint");

    static string Scope(UpstreamProvider provider)
    {
        var scope = provider.Config("defaultScope") ?? "openid";
        return scope.Split(' ').Contains("openid") ? scope : "openid " + scope;
    }
}
