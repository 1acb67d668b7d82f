using System.Text.Json.Nodes;
using Portico.Realms.Mail;
using Portico.Realms.Model;
using Portico.Realms.Outbox;
using Portico.Realms.Pages;
using Portico.Realms.Sessions;
using Portico.Realms.Store;
using Portico.Realms.Tokens;
using Portico.Storage;

namespace Portico.Realms.Protocol.Actions;

/// <summary>Mails that hold a link with an <see cref="ActionToken"/>.</summary>
sealed class ActionMails(RealmStore realms, TokenIssuer tokens, Mailer mailer, TimeProvider time)
{
    public const string ResetKind = "mail to reset a password";

    /// <summary>
    /// Leaves a request for a mail that resets a password. Nothing is looked up here: the request does the same work for every name, so neither its answer nor its time tells who has an account.
    /// </summary>
    public async Task RequestReset(Session session, Call call, SignIn signIn, string login)
    {
        var wish = new JsonObject { ["login"] = login, ["issuer"] = call.Issuer, ["client"] = signIn.Request.ClientId, ["signIn"] = $"{signIn.Id}.{signIn.Tab}" };
        await OutboxSender.Add(session, realms.Envelope, call.Realm.Id, ResetKind, wish.ToJsonString(), time.GetUtcNow(), TimeSpan.FromSeconds(ActionToken.UserLifespan(call.Realm, ActionToken.ResetCredentials)));
    }

    public async Task<Delivery> SendReset(OutboxItem item, CancellationToken ct)
    {
        var wish = item.Data;
        if (await realms.FindById(item.RealmId, ct) is not { Settings.ResetPasswordAllowed: true } realm
            || await realms.Users.FindByLogin(realm, wish.Text("login")!, ct) is not { Enabled: true, Email: { } email, ServiceAccountClientId: null } user)
            return Delivery.Done; // nobody to write to, and nobody is told
        var failure = await Send(realm, wish.Text("issuer")!, New(realm, ActionToken.ResetCredentials, user, email, wish.Text("client")!) with { SignIn = wish.Text("signIn"), PasswordId = user.Password?.Id ?? "" }, user, ct);
        return failure switch { null => Delivery.Done, { IsFinal: true } => Delivery.Never($"realm {realm.Name}: {failure}"), _ => Delivery.Later($"Realm {realm.Name}: {failure}") };
    }

    /// <summary>A token of a user's own doing.</summary>
    public ActionToken New(RealmSnapshot realm, string kind, RealmUser user, string email, string clientId) => new()
    {
        Kind = kind,
        UserId = user.Id,
        Email = email,
        ClientId = clientId,
        Expires = Now + ActionToken.UserLifespan(realm, kind),
    };

    /// <summary>Sends the mail that belongs to the token; null when the mail server took it.</summary>
    public async Task<MailFailure?> Send(RealmSnapshot realm, string issuer, ActionToken token, RealmUser user, CancellationToken ct)
    {
        var link = await ActionToken.Link(tokens, realm, issuer, token, Now, ct);
        var (language, seconds) = (Languages.OfUser(realm, user), token.Expires - Now);
        var letter = token.Kind switch
        {
            ActionToken.ResetCredentials => Letters.PasswordReset(realm, language, link, seconds),
            ActionToken.VerifyEmail => Letters.VerifyEmail(realm, language, link, seconds),
            ActionToken.LinkAccount => Letters.LinkAccount(realm, language, link, seconds, token.Broker!),
            _ => Letters.ExecuteActions(realm, language, link, seconds, token.Actions),
        };
        return await Send(realm, MailServer.Of(realm), token.Email, letter, ct);
    }

    public async Task<MailFailure?> Send(RealmSnapshot realm, MailServer? server, string to, Letter letter, CancellationToken ct)
    {
        var failure = await mailer.Send(server, to, letter, ct);
        if (failure is not null)
            Protocol.Log.MailFailed(realms.Log, realm.Name, failure.ToString());
        return failure;
    }

    long Now => time.GetUtcNow().ToUnixTimeSeconds();
}
