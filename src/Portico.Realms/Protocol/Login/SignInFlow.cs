using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Protocol.Brokering;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Login;

/// <summary>
/// From an authorization request to its answer: password, one-time password, required actions, consent, in this order. <see cref="SignIn"/> keeps the state between pages;
/// <see cref="Next"/> decides what comes next; <see cref="Finish"/> answers the client.
/// </summary>
static class SignInFlow
{
    public const string PasswordStep = "password";
    public const string OtpStep = "otp";
    public const string ConsentStep = "OAUTH_GRANT";

    /// <summary>An application may have credentials changed only by somebody who gave his own within this time.</summary>
    const long ActionMaxAge = 300;

    /// <summary>Answers at once where the browser's session allows it; else shows the first page.</summary>
    public static async Task Begin(Call call, Client client, AuthorizationRequest request)
    {
        var known = await IdentityCookie.Find(call);
        if (known is { } signedIn && !MustGiveCredentials(call, request, signedIn.Session))
        {
            var (session, user) = signedIn;
            var signIn = New(call, request) with { UserId = user.Id, LoginName = session.LoginName, SessionId = session.Id, HasOtp = true, RememberMe = session.RememberMe, ActionAsked = IsActionAsked(request) };
            if (request.HasPrompt("none"))
            {
                var isOpen = RequiredActions.Pending(call.Realm, user, call.Now).Count > 0 || await NeedsConsent(call, client, request, user) is not null;
                await (isOpen ? AuthorizationAnswer.Error(call, client, request, "interaction_required") : Finish(call, client, signIn, user, isStored: false));
                return;
            }
            await Next(call, client, signIn, user, isStored: false);
            return;
        }
        if (request.HasPrompt("none"))
        {
            await AuthorizationAnswer.Error(call, client, request, "login_required");
            return;
        }
        var fresh = New(call, request) with { Step = PasswordStep, ActionAsked = IsActionAsked(request) };
        if (known is { } again)
            fresh = fresh with { UserId = again.User.Id, LoginName = again.Session.LoginName, SessionId = again.Session.Id, RememberMe = again.Session.RememberMe };
        await Save(call, fresh, isFirst: true);
        if (request.IdpHint is { } alias && UpstreamProvider.Find(call.Realm, alias) is { LinkOnly: false } upstream)
            await Answers.Redirect(call.Http, BrokerLogin.Link(call, fresh, upstream.Alias));
        else
            await SignInPages.Login(call, fresh, known?.User);
    }

    public static async Task BeginRegistration(Call call, Client client, AuthorizationRequest request)
    {
        var signIn = New(call, request) with { Step = PasswordStep };
        await Save(call, signIn, isFirst: true);
        await SignInPages.Register(call, signIn, Parameters.None, System.Collections.Frozen.FrozenDictionary<string, string>.Empty);
    }

    /// <summary>A tab's sign-in from the start, with a code for its first page.</summary>
    public static SignIn New(Call call, AuthorizationRequest request) => new()
    {
        Id = Cookies.Read(call, Cookies.AuthSession) is { Length: >= 24 and <= 64 } known ? known : Tickets.NewId(),
        Tab = Tickets.NewId()[..11],
        Request = request,
        Code = Tickets.NewId(),
        At = call.Now,
    };

    /// <summary>Stores the state behind the page that is about to be sent.</summary>
    public static async Task Save(Call call, SignIn signIn, bool isFirst = false)
    {
        await call.Provider.Database.Write(s => signIn.Save(s, call.Realm.Id, Lifespan(call.Realm)), call.Aborted);
        if (!isFirst)
            return;
        Cookies.Write(call, Cookies.AuthSession, signIn.Id);
        Cookies.Write(call, Cookies.AuthSessionHash, $"\"{Tickets.Hash(signIn.Id)}\"", 60, isReadable: true);
        if (!signIn.EndsHere)
            await RestartCookie.Write(call, signIn.Request);
    }

    /// <summary>How long a page may be left open.</summary>
    public static int Lifespan(RealmSnapshot realm) => Math.Max(realm.Settings.AccessCodeLifespanLogin, realm.Settings.AccessCodeLifespanUserAction);

    /// <summary>The user has proved who he is: what is still missing, or the answer.</summary>
    public static async Task Next(Call call, Client client, SignIn signIn, RealmUser user, bool isStored = true)
    {
        if (!signIn.HasOtp && OneTimePasswords.Has(user))
        {
            signIn = signIn with { Step = OtpStep, Code = Tickets.NewId(), At = call.Now, Message = null };
            await Save(call, signIn, !isStored);
            await SignInPages.Otp(call, signIn, user);
            return;
        }
        signIn = signIn with { HasOtp = true, Message = null, At = call.Now };
        if (signIn.LinkPending)
        {
            if (await FirstBrokerLogin.Link(call, signIn, user) is not { } linked)
                return;
            signIn = linked;
        }
        var pending = RequiredActions.Pending(call.Realm, user, call.Now, signIn.Actions);
        var step = pending.Count > 0 ? pending[0] : signIn.ActionAsked ? signIn.Request.KcAction : !signIn.EndsHere && await NeedsConsent(call, client, signIn.Request, user) is not null ? ConsentStep : null;
        if (step is null && signIn.EndsHere)
        {
            await call.Provider.Database.Write(s => signIn.Delete(s, call.Realm.Id), call.Aborted);
            await InfoPage.Write(call, Texts.Get(Languages.Of(call, signIn.Request.UiLocales), "accountUpdated"), signIn.Request.RedirectUri is { Length: > 0 } asked ? asked : client.BaseUrl);
            return;
        }
        if (step is null)
        {
            await Finish(call, client, signIn, user, isStored);
            return;
        }
        signIn = signIn with { Step = step };
        await Save(call, signIn, !isStored);
        await Answers.Redirect(call.Http, SignInLinks.Link(call, signIn, "required-action"));
    }

    /// <summary>The scopes that the user has to be asked about; null when there is nothing to ask.</summary>
    public static async Task<IReadOnlyList<ClientScope>?> NeedsConsent(Call call, Client client, AuthorizationRequest request, RealmUser user)
    {
        if ((!client.ConsentRequired && request.Device is null) || ScopePlan.For(call.Realm, client, request.Scope) is not { } plan)
            return null;
        List<ClientScope> shown = [.. plan.Scopes.Where(s => s.OnConsentScreen)];
        if (request.HasPrompt("consent") || request.Device is not null) // a device is approved by asking, every time
            return shown;
        var granted = (await call.Provider.Database.Read(s => Consents.Of(s, call.Realm.Id, user.Id), call.Aborted)).FirstOrDefault(c => c.ClientUuid == client.Id);
        List<ClientScope> missing = [.. shown.Where(s => granted?.Scopes.Contains(s.Name) != true)];
        return granted is not null && missing.Count == 0 ? null : missing;
    }

    /// <summary>Stores session, code and the end of the sign-in in one transaction, sets the cookies, and answers the client.</summary>
    public static async Task Finish(Call call, Client client, SignIn signIn, RealmUser user, bool isStored = true)
    {
        var request = signIn.Request;
        var session = await SessionOf(call, signIn, user);
        var acr = signIn.HasPassword ? "1" : "0";
        var code = request.Wants("code") ? Tickets.NewSecret() : null;
        var isLive = await call.Provider.Database.Write(async s =>
        {
            if (session.Id != signIn.SessionId)
                await SessionStore.Save(s, call.Realm.Settings, session);
            else if (!await SessionStore.Renew(s, call.Realm.Settings, session))
                return false;
            await SessionStore.Join(s, session.Id, offline: false, client.Id, acr, call.Now);
            if (signIn.Broker is { } broker)
                await UpstreamLogout.Remember(s, call, session.Id, BrokeredIdentity.Unseal(call, broker));
            if (code is not null)
                await Tickets.Add(s, Tickets.Code, Tickets.Hash(code), call.Realm.Id, call.Now + call.Realm.Settings.AccessCodeLifespan + 3600, Code(call, client, request, session).Write());
            if (request.Device is not null)
                await DeviceRequests.Decide(s, call.Realm.Id, request.Device, session.Id);
            if (isStored)
                await signIn.Delete(s, call.Realm.Id);
            return true;
        }, call.Aborted);
        if (!isLive)
        {
            // Signed out in this very moment.
            await Begin(call, client, request);
            return;
        }
        await new Trail(call.Realm) { UserId = user.Id, SessionId = session.Id }.User(user, session.LoginName).Note("redirect_uri", request.RedirectUri).Write(call, "LOGIN", client);
        await IdentityCookie.Write(call, session);
        if (isStored || Cookies.Read(call, Cookies.Restart) is not null)
            Cookies.Expire(call, Cookies.Restart);
        if (!session.RememberMe && Cookies.Read(call, Cookies.RememberMe) is not null && signIn.HasPassword)
            Cookies.Expire(call, Cookies.RememberMe);
        if (request.Device is not null)
            await DevicePages.Done(call);
        else
            await AuthorizationAnswer.Send(call, client, request, await Answer(call, client, signIn, user, session, acr, code));
    }

    static CodeData Code(Call call, Client client, AuthorizationRequest request, UserSession session) => new()
    {
        SessionId = session.Id,
        ClientUuid = client.Id,
        RedirectUri = request.RedirectUriGiven ? request.RedirectUri : null,
        Scope = request.Scope,
        Nonce = request.Nonce,
        Challenge = request.CodeChallenge,
        ChallengeMethod = request.CodeChallengeMethod,
        Expires = call.Now + call.Realm.Settings.AccessCodeLifespan,
    };

    static async Task<UserSession> SessionOf(Call call, SignIn signIn, RealmUser user)
    {
        if (signIn.SessionId is { } id && await call.Provider.Sessions.Find(call.Realm, id, offline: false, null, call.Aborted) is { } found && found.Session.UserId == user.Id)
            return found.Session with { LastAccess = call.Now, AuthTime = signIn.HasPassword ? call.Now : found.Session.AuthTime };
        return new UserSession
        {
            Id = Tickets.NewId(),
            RealmId = call.Realm.Id,
            UserId = user.Id,
            LoginName = signIn.LoginName ?? user.Username,
            Ip = call.Ip,
            Started = call.Now,
            LastAccess = call.Now,
            AuthTime = call.Now,
            RememberMe = signIn.RememberMe && call.Realm.Settings.RememberMe,
        };
    }

    static async Task<List<(string, string)>> Answer(Call call, Client client, SignIn signIn, RealmUser user, UserSession session, string acr, string? code)
    {
        var request = signIn.Request;
        var answer = new List<(string, string)>();
        if (request.State is not null)
            answer.Add(("state", request.State));
        if (!client.IsSet("exclude.session.state.from.auth.response"))
            answer.Add(("session_state", session.Id));
        AuthorizationAnswer.AddIssuer(call, client, answer);
        if (request.KcAction is not null && signIn.ActionStatus is not null)
        {
            answer.Add(("kc_action", request.KcAction));
            answer.Add(("kc_action_status", signIn.ActionStatus));
        }
        if (code is not null)
            answer.Add(("code", code));
        var (wantsId, wantsToken) = (request.Wants("id_token"), request.Wants("token"));
        if (!wantsId && !wantsToken)
            return answer;
        var subject = new TokenSubject
        {
            Realm = call.Realm,
            Issuer = call.Issuer,
            Client = client,
            User = user,
            Scope = ScopePlan.For(call.Realm, client, request.Scope)!.ForUser(call.Realm, client, user),
            Session = session,
            ClientSession = new ClientSession { ClientUuid = client.Id, Started = call.Now, LastAccess = call.Now, Acr = acr },
            Acr = acr,
            Nonce = request.Nonce,
        };
        var (access, expires, _, _) = await call.Provider.Tokens.Access(subject, TokenGrant.Implicit, call.Now, isImplicit: code is null, call.Aborted);
        if (wantsId)
            answer.Add(("id_token", await call.Provider.Tokens.Id(subject, call.Now, expires, wantsToken ? access : null, code, request.State, call.Aborted)));
        if (wantsToken)
        {
            answer.Add(("access_token", access));
            answer.Add(("token_type", "Bearer"));
            answer.Add(("expires_in", (expires - call.Now).ToString()));
        }
        return answer;
    }

    static bool MustGiveCredentials(Call call, AuthorizationRequest request, UserSession session) =>
        (request.HasPrompt("login") && !request.HasPrompt("none")) || (request.MaxAge is { } age && call.Now - session.AuthTime > age)
        || (IsActionAsked(request) && call.Now - session.AuthTime > ActionMaxAge);

    static bool IsActionAsked(AuthorizationRequest request) => !string.IsNullOrEmpty(request.KcAction);
}
