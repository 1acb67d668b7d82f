using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Portico.SignOn.Provider;

namespace Portico.SignOn.Sessions;

/// <summary>
/// When the access token of a session lapses, the provider is asked for a new one with the refresh token: by one request on one node, while the others go on. <c>invalid_grant</c> is a
/// verdict and ends the session (the person signed out of the realm, or was disabled); an outage is none, and the provider is asked again later.
/// </summary>
sealed class SessionRenewal(SessionStore sessions, Realm realm, RealmClient client, RealmTokens tokens, TimeProvider time, ILoggerFactory logs)
{
    static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);
    static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);

    readonly ILogger _log = logs.CreateLogger("Portico.SignOn");

    public bool IsDue(Session session) => session.RenewAt is { } due && time.GetUtcNow().ToUnixTimeMilliseconds() >= due;

    /// <summary>The session as it is afterwards, or <c>null</c> when it ended. <c>Leased</c>: another request is asking just now.</summary>
    public async Task<(Session? Session, bool Leased)> Renew(Session session, CancellationToken ct)
    {
        if (!await sessions.TryLease(session.Hash, LeaseTime, ct))
        {
            var current = await sessions.Reload(session.Hash, ct);
            return (current, current is not null && IsDue(current));
        }
        // From here on the work is finished even when the browser goes away: the provider may rotate the refresh token.
        await Ask(session, CancellationToken.None);
        return (await sessions.Reload(session.Hash, ct), false);
    }

    async Task Ask(Session session, CancellationToken ct)
    {
        if (await sessions.Tokens(session.Hash, ct) is not { } held)
            return;
        if (held.RefreshToken is not { } refreshToken)
        {
            await sessions.Release(session.Hash, null, null, ct);
            return;
        }
        try
        {
            var configuration = await realm.GetConfigurationAsync(ct);
            var (status, body) = await client.Post(configuration.TokenEndpoint, [new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], ct);
            if (status == HttpStatusCode.OK && Text(body, "access_token") is not null)
            {
                await Keep(session, held, body, ct);
                return;
            }
            var error = Text(body, "error");
            if (error is "invalid_grant" or "invalid_token")
            {
                Log.SessionNotRenewed(_log, session.AccountId, $"{error}: {Text(body, "error_description")}");
                await sessions.End(session.Hash, ct);
                return;
            }
            Log.RenewalPostponed(_log, $"The provider answered {(int)status} {error}");
        }
        catch (SignOnException e)
        {
            Log.RenewalPostponed(_log, e.Message);
        }
        await sessions.Release(session.Hash, time.GetUtcNow() + AskAgainAfter, null, ct);
    }

    async Task Keep(Session session, SessionTokens held, JsonElement body, CancellationToken ct)
    {
        var idToken = held.IdToken;
        if (Text(body, "id_token") is { } fresh)
        {
            // OpenID Connect Core 12.2: the same issuer and subject, or it is somebody else.
            var result = await tokens.ValidateIdToken(fresh, ct);
            if (!result.IsValid || ((JsonWebToken)result.SecurityToken).Subject != session.Subject)
            {
                Log.SessionNotRenewed(_log, session.AccountId, result.IsValid ? "the provider named another person" : result.Exception.Message);
                await sessions.End(session.Hash, ct);
                return;
            }
            idToken = fresh;
        }
        await sessions.Release(session.Hash, RenewAt(body, time), new SessionTokens { IdToken = idToken, RefreshToken = Text(body, "refresh_token") ?? held.RefreshToken }, ct);
    }

    /// <summary>When the access token of a token answer lapses; five minutes when the answer does not say.</summary>
    static DateTimeOffset RenewAt(JsonElement body, TimeProvider time) =>
        time.GetUtcNow() + TimeSpan.FromSeconds(body.TryGetProperty("expires_in", out var value) && value.TryGetInt64(out var seconds) && seconds > 0 ? seconds : 300);

    static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
