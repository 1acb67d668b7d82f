using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Portico.SignOn.Http;
using Portico.SignOn.Identity;
using Portico.SignOn.Provider;
using Portico.SignOn.Sessions;

namespace Portico.SignOn.SignIn;

/// <summary>
/// What Microsoft's handler asks us on the way: a pending sign-in instead of its state, our nonce, RFC 9207's issuer; and at the end a session of ours instead of its cookie.
/// </summary>
sealed class SignInEvents(
    PendingSignIns pending, Realm realm, Admissions admissions, SessionStore sessions, OwnTokenIssuer ownTokens, SignOnOptions options, TimeProvider time, ILoggerFactory logs)
    : OpenIdConnectEvents
{
    public const string Scheme = "Provider";
    public const string CookiePrefix = "OM_SIGNIN.";
    public const string WithTokenItem = ".portico.token";

    const string NonceItem = ".portico.nonce";
    const string IssuerParameter = "iss";
    static readonly object AnswerKey = new();
    static readonly string[] AskInteractively = ["login_required", "interaction_required", "consent_required", "account_selection_required"];

    readonly ILogger _log = logs.CreateLogger("Portico.SignOn");

    public override async Task RedirectToIdentityProvider(RedirectContext context)
    {
        var message = context.ProtocolMessage;
        foreach (var (name, value) in options.AuthorizationParameters)
            message.SetParameter(name, value);
        message.RedirectUri = Origins.Own(context.Request, options) + options.CallbackPath;
        message.Nonce = PendingSignIns.NewState();
        var state = PendingSignIns.NewState();
        var items = context.Properties.Items;
        items[NonceItem] = message.Nonce;
        items[StateKey.Item] = state;
        var stored = new AuthenticationProperties(new Dictionary<string, string?>(items, StringComparer.Ordinal)
        {
            // The handler adds this one only after the event.
            [OpenIdConnectDefaults.RedirectUriForCodePropertiesKey] = message.RedirectUri,
        });
        await pending.Add(state, stored, context.HttpContext.RequestAborted);
    }

    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var message = context.ProtocolMessage;
        var properties = string.IsNullOrEmpty(message.State) ? null : await pending.Take(message.State, context.HttpContext.RequestAborted);
        if (properties is null)
        {
            context.Fail(new SignOnException(Errors.UnknownSignIn, "This sign-in is unknown, was finished before, or took longer than ten minutes. Start again."));
            return;
        }
        context.Properties = properties;
        // RFC 9207: the answer comes from the provider that was asked. An ID token in the answer says so itself.
        var issuer = message.GetParameter(IssuerParameter);
        var configuration = await realm.GetConfigurationAsync(context.HttpContext.RequestAborted);
        if (issuer is null ? configuration.AuthorizationResponseIssParameterSupported && message.Code is not null : !realm.IsIssuer(issuer))
            context.Fail(new SignOnException(Errors.BadToken, $"The answer names the issuer '{issuer}', not the realm {realm.Issuer}."));
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        var sent = context.Properties!.Items[NonceItem]!;
        var received = context.SecurityToken.Payload.Nonce;
        if (received is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(received)))
        {
            context.Fail(new SignOnException(Errors.BadToken, "The ID token carries another nonce than the one that was sent."));
            return Task.CompletedTask;
        }
        context.Nonce = sent;
        var answer = context.TokenEndpointResponse ?? context.ProtocolMessage;
        context.HttpContext.Items[AnswerKey] = answer;
        return Task.CompletedTask;
    }

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var http = context.HttpContext;
        var ct = http.RequestAborted;
        var answer = (OpenIdConnectMessage)http.Items[AnswerKey]!;
        var token = new JsonWebToken(answer.IdToken);
        var admission = await admissions.Admit(Person.Read(token, realm.Issuer, options), ct);
        context.HandleResponse();
        if (admission.Account is not { } account)
        {
            await Fail(http, StatusCodes.Status403Forbidden, new SignOnException(Errors.NotAllowed, $"{admission.Refusal}."));
            return;
        }
        // A new id at every sign-in; the session that the browser had before ends, so that nobody who planted it shares this one.
        if (SessionCookie.Read(context.Request) is { } former && await sessions.Find(former, ct) is { } replaced)
            await sessions.End(replaced.Hash, ct);
        var tokens = new SessionTokens { IdToken = answer.IdToken, RefreshToken = answer.RefreshToken };
        DateTimeOffset? renewAt = tokens.RefreshToken is null
            ? null
            : time.GetUtcNow() + TimeSpan.FromSeconds(long.TryParse(answer.ExpiresIn, out var seconds) && seconds > 0 ? seconds : 300);
        var providerSession = token.TryGetPayloadValue<string>("sid", out var sid) ? sid : null;
        var (cookie, id) = await sessions.Create(account.Id, realm.Issuer, token.Subject, providerSession, tokens, renewAt, ct);
        SessionCookie.Write(http, cookie, options);
        Log.SignedIn(_log, account.Name);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Redirect(await Location(
            new ReturnTarget(context.ReturnUri ?? "/", context.Properties!.Items.ContainsKey(WithTokenItem)), account, id, ownTokens));
    }

    public override async Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        var failure = context.Failure;
        if (failure?.Data["error"] is string error && AskInteractively.Contains(error, StringComparer.Ordinal))
        {
            context.Response.Redirect($"{context.Request.PathBase}/signin");
            return;
        }
        await Fail(context.HttpContext, Describe(failure));
    }

    /// <summary>The address to return to; with OpenMetadata's fragment when its web client asked.</summary>
    public static async Task<string> Location(ReturnTarget target, Account account, string sessionId, OwnTokenIssuer ownTokens)
    {
        if (!target.WithToken)
            return target.Location;
        var (jwt, _) = await ownTokens.ForSession(account, sessionId);
        return $"{target.Location}#id_token={jwt}&email={Uri.EscapeDataString(account.Email)}&name={Uri.EscapeDataString(account.DisplayName ?? account.Name)}";
    }

    public Task Fail(HttpContext context, SignOnException e) => Fail(context, Status(e.Id), e);

    Task Fail(HttpContext context, int status, SignOnException e)
    {
        Log.SignInFailed(_log, e.Message);
        return Answers.WantsPage(context.Request) ? FailurePage.Write(context, status, e.Message) : Answers.AuthError(context, status, e.Message);
    }

    static int Status(string id) => id switch
    {
        Errors.ProviderUnavailable or Errors.NoDiscovery => StatusCodes.Status503ServiceUnavailable,
        Errors.NotAllowed => StatusCodes.Status403Forbidden,
        Errors.ProviderRefused => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status400BadRequest,
    };

    static SignOnException Describe(Exception? failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is SignOnException ours)
                return ours;
            if (e.Data["error"] is string error)
            {
                var description = e.Data["error_description"] as string;
                return new SignOnException(Errors.ProviderRefused, $"The identity provider refused the sign-in: {error}{(description is null ? "" : $" ({description})")}.", failure);
            }
            if (e is HttpRequestException or TaskCanceledException)
                return new SignOnException(Errors.ProviderUnavailable, "The identity provider did not answer while the sign-in was finished. Check that it runs, then sign in again.", failure);
        }
        return failure?.Message == "Correlation failed."
            ? new SignOnException(Errors.ForeignBrowser, "The sign-in was begun in another browser, or its cookie was lost. Allow cookies for the catalog and start again.", failure)
            : new SignOnException(Errors.BadToken, $"The provider's answer is not acceptable: {failure?.Message}", failure);
    }

}
