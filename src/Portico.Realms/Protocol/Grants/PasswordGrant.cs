using Portico.Realms.Protocol.Login;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Grants;

/// <summary>Resource owner password credentials ("direct access"). A user who still has something to do in a browser is refused.</summary>
static class PasswordGrant
{
    public static async Task<Outcome<TokenAnswer>> Run(TokenCall call)
    {
        var (client, form) = (call.Client, call.Form);
        if (!client.DirectAccessGrantsEnabled)
            return new Refusal(400, "unauthorized_client", Messages.NoDirectGrants);
        if (client.ConsentRequired)
            return new Refusal(400, "invalid_client", Messages.NeedsConsent);
        if (TokenPhases.Scope(call, form["scope"]).IsRefused(out var refusal, out var scope))
            return refusal;
        if (form["username"] is not { } login)
            return new Refusal(401, "invalid_request", Messages.MissingUsername);
        var checkedUser = await Credentials.Check(call.Call, login, form["password"], call.Aborted);
        call.Trail.User(checkedUser.Known, login).Error = checkedUser.Known is null ? "user_not_found" : checkedUser.IsLocked ? "user_temporarily_disabled" : "invalid_user_credentials";
        if (checkedUser.User is not { } user || !await Credentials.CheckOtp(call.Call, user, form["totp"] ?? form["otp"], call.Aborted))
            return Refusal.InvalidGrant(Messages.InvalidUserCredentials);
        call.Trail.Error = user.Enabled ? "resolve_required_actions" : "user_disabled";
        if (!user.Enabled)
            return Refusal.InvalidGrant(Messages.AccountDisabled);
        if (user.RequiredActions.Count > 0 || RequiredActions.Pending(call.Realm, user, call.Now).Count > 0)
            return Refusal.InvalidGrant(Messages.AccountNotSetUp);
        call.Trail.Error = null;
        var allowed = scope.ForUser(call.Realm, client, user);
        if (scope.Has(TokenPhases.OfflineAccess) && !allowed.Has(TokenPhases.OfflineAccess))
            return new Refusal(400, "not_allowed", Messages.OfflineNotAllowed);
        var (session, part) = await TokenPhases.BeginSession(call, user, allowed, login);
        return await TokenPhases.Issue(call, new TokenSubject
        {
            Realm = call.Realm,
            Issuer = call.Call.Issuer,
            Client = client,
            User = user,
            Scope = allowed,
            Session = session,
            ClientSession = part,
        }, TokenGrant.Password, TokenPhases.WantsRefresh(client));
    }
}
