using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Portico.SignOn.Sessions;

namespace Portico.SignOn.Provider;

/// <summary>Ends the realm's session of a person who signs out of the catalog.</summary>
sealed class RealmLogout(SignOnOptions options, Realm realm, RealmClient client, ILoggerFactory logs)
{
    readonly ILogger _log = logs.CreateLogger("Portico.SignOn");

    /// <summary>Where to send the browser (OpenID Connect RP-Initiated Logout); <c>null</c> when the realm has no such place, or there is no hint to send.</summary>
    public string? Address(SessionTokens? tokens, string returnTo) =>
        realm.Known?.EndSessionEndpoint is { Length: > 0 } endpoint && tokens?.IdToken is { } hint
            ? QueryHelpers.AddQueryString(endpoint, new Dictionary<string, string?>
            {
                ["id_token_hint"] = hint,
                ["post_logout_redirect_uri"] = returnTo,
                ["client_id"] = options.ClientId,
            })
            : null;

    /// <summary>Tells the realm from here, with the refresh token: Keycloak's logout endpoint takes it, other providers at least revoke it. Best effort; the session here has ended.</summary>
    public async Task Tell(SessionTokens? tokens)
    {
        if (tokens?.RefreshToken is not { } refreshToken || realm.Known is not { } configuration)
            return;
        try
        {
            var status = HttpStatusCode.NotFound;
            if (configuration.EndSessionEndpoint is { Length: > 0 } endpoint)
                (status, _) = await client.Post(endpoint, [new("refresh_token", refreshToken)], CancellationToken.None);
            if (status != HttpStatusCode.NoContent && configuration.RevocationEndpoint is { Length: > 0 } revocation)
                (status, _) = await client.Post(revocation, [new("token", refreshToken), new("token_type_hint", "refresh_token")], CancellationToken.None);
            if (status is not (HttpStatusCode.OK or HttpStatusCode.NoContent))
                Log.ProviderNotSignedOut(_log, $"It answered {(int)status}.");
        }
        catch (SignOnException e)
        {
            Log.ProviderNotSignedOut(_log, e.Message);
        }
    }
}
