using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Protocol.Login;
using Portico.Realms.Sessions;

namespace Portico.Realms.Protocol.Brokering;

/// <summary>
/// <c>broker/{alias}/endpoint</c>: the answer of the other provider. Its state must be one that was sent, is used once, and belongs to a sign-in of this very browser; everything else is an error
/// page that tells nothing. What exactly was wrong is in the log.
/// </summary>
static class BrokerCallback
{
    public static async Task Handle(Call call, UpstreamProvider provider)
    {
        if (await Waiting(call, provider) is not (var pending, var signIn, var client))
            return;
        if (call.Query["error"] is { } error)
        {
            await Refused(call, provider, client, signIn, error);
            return;
        }
        if (call.Query["iss"] is { } issuer && provider.Config("issuer") is { } expected && issuer != expected)
        {
            await Fail(call, provider, client, $"the answer is of issuer '{Printable(issuer)}'");
            return;
        }
        if (call.Query["code"] is not { } code)
        {
            await Fail(call, provider, client, "the answer has no code");
            return;
        }
        var (identity, failure) = await UpstreamTokens.Redeem(call, provider, pending, code);
        if (identity is null)
            await Fail(call, provider, client, failure!);
        else
            await SignIn(call, provider, client, signIn, BrokerMappers.Named(provider, identity));
    }

    static async Task<(PendingBroker, SignIn, Client)?> Waiting(Call call, UpstreamProvider provider)
    {
        if (call.Query["state"] is not { } state)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, null), "identityProviderMissingState"));
            return null;
        }
        var ticket = await call.Provider.Database.Write(s => Tickets.Use(s, Tickets.Broker, Tickets.Hash(state), call.Realm.Id), call.Aborted);
        var pending = ticket is { Uses: 1 } && ticket.Value.Expires > call.Now ? JsonSerializer.Deserialize(ticket.Value.Data, SessionJson.Default.PendingBroker) : null;
        if (pending is null || pending.Alias != provider.Alias || Cookies.Read(call, Cookies.AuthSession) != pending.SignInId
            || await call.Provider.Database.Read(s => Sessions.SignIn.Find(s, call.Realm.Id, pending.SignInId, pending.Tab), call.Aborted) is not { Step: SignInFlow.PasswordStep } signIn
            || call.Realm.FindClient(signIn.Request.ClientId) is not { Enabled: true } client)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, null), "identityProviderInvalidResponse"));
            return null;
        }
        return (pending, signIn, client);
    }

    // The person said no there, or could not: another way may be chosen here.
    static async Task Refused(Call call, UpstreamProvider provider, Client client, SignIn signIn, string error)
    {
        await new Trail(call.Realm).Note("identity_provider", provider.Alias).Write(call, "IDENTITY_PROVIDER_LOGIN_ERROR", client, error == "access_denied" ? "rejected_by_user" : "identity_provider_error");
        if (error is not "access_denied")
        {
            await Fail(call, provider, client, $"it answered with error '{Printable(error)}': {Printable(call.Query["error_description"] ?? "")}");
            return;
        }
        await LoginActions.Show(call, signIn with { At = call.Now }, (c, s) => SignInPages.Login(c, s, null, alert: Texts.Get(Languages.Of(c, s.Request.UiLocales), "accessDenied", provider.DisplayName)));
    }

    static async Task SignIn(Call call, UpstreamProvider provider, Client client, SignIn signIn, BrokeredIdentity identity)
    {
        var userId = await call.Provider.Database.Read(s => Store.FederatedIdentities.Find(s, call.Realm.Id, provider.Alias, identity.Id), call.Aborted);
        if (userId is null)
        {
            await FirstBrokerLogin.Begin(call, provider, client, signIn, identity);
            return;
        }
        if (await call.Provider.Realms.Users.FindById(call.Realm, userId, call.Aborted) is not { Enabled: true } user)
        {
            await new Trail(call.Realm) { UserId = userId }.Note("identity_provider", provider.Alias).Write(call, "IDENTITY_PROVIDER_LOGIN_ERROR", client, "user_disabled");
            await LoginActions.Show(call, signIn with { At = call.Now }, (c, s) => SignInPages.Login(c, s, null, alert: Texts.Get(Languages.Of(c, s.Request.UiLocales), "accountDisabled")));
            return;
        }
        if (await LoginFailures.IsLocked(call, user, call.Aborted))
        {
            await LoginActions.Show(call, signIn with { At = call.Now }, (c, s) => SignInPages.Login(c, s, null, Texts.Get(Languages.Of(c, s.Request.UiLocales), "invalidUser")));
            return;
        }
        if (signIn.UserId is { } before && before != user.Id)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, signIn.Request.UiLocales), "differentUser", signIn.LoginName));
            return;
        }
        user = await BrokerUsers.Update(call, provider, user, identity);
        await LoginActions.Proven(call, client, BrokerUsers.Known(call, signIn, user, identity), user);
    }

    public static async Task Fail(Call call, UpstreamProvider provider, Client client, string reason)
    {
        Log.BrokerFailed(call.Provider.Log, call.Realm.Name, provider.Alias, reason);
        await new Trail(call.Realm).Note("identity_provider", provider.Alias).Write(call, "IDENTITY_PROVIDER_LOGIN_ERROR", client, "identity_provider_login_failure");
        await ErrorPage.Write(call, StatusCodes.Status502BadGateway, Texts.Get(Languages.Of(call, null), "identityProviderUnexpectedError"), client.BaseUrl);
    }

    // A log line stays one line, and of a size.
    static string Printable(string text) => string.Concat(text.Take(200).Select(c => char.IsControl(c) ? '?' : c));
}
