using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol;

/// <summary>Posts logout tokens to clients that asked for them (OpenID Connect Back-Channel Logout 1.0), behind the request that ended the session.</summary>
sealed class BackchannelLogout : IAsyncDisposable
{
    const int Waiting = 10_000;
    const int Lifespan = 120;
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    readonly Channel<(Uri Url, string Token, string Client)> _queue = Channel.CreateBounded<(Uri, string, string)>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest });
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = s_patience };
    readonly TokenIssuer _tokens;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly Task _sending;

    public BackchannelLogout(TokenIssuer tokens, TimeProvider time, ILogger log)
    {
        (_tokens, _time, _log) = (tokens, time, log);
        _sending = Task.Run(Send);
    }

    /// <summary>Queues the notice, if the client has an address for it.</summary>
    public async ValueTask Tell(RealmSnapshot realm, string issuer, Client client, UserSession session, CancellationToken ct)
    {
        if (client.Attribute("backchannel.logout.url") is not { Length: > 0 } address || !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return;
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var events = new Claims().Set("http://schemas.openid.net/event/backchannel-logout", new Claims());
        if (client.IsSet("backchannel.logout.revoke.offline.tokens"))
            events.Set("revoke_offline_access", true);
        var claims = new Claims().Set("exp", now + Lifespan).Set("iat", now).Set("jti", Guid.NewGuid().ToString()).Set("iss", issuer).Set("aud", client.ClientId)
            .Set("sub", session.UserId).Set("typ", "Logout").Set("sid", client.IsSet("backchannel.logout.session.required") ? session.Id : null).Set("events", events);
        var key = await _tokens.Key(realm, client.Attribute("id.token.signed.response.alg"), ct);
        _queue.Writer.TryWrite((url, Jwt.Sign(key, claims, "logout+jwt"), client.ClientId));
    }

    async Task Send()
    {
        await foreach (var (url, token, client) in _queue.Reader.ReadAllAsync())
        {
            try
            {
                using var content = new FormUrlEncodedContent([new("logout_token", token)]);
                using var answer = await _http.PostAsync(url, content);
                if (!answer.IsSuccessStatusCode)
                    Log.LogoutRefused(_log, client, url, (int)answer.StatusCode);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                Log.LogoutFailed(_log, client, url, e.Message);
            }
        }
    }

    /// <summary>Sends what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAny(_sending, Task.Delay(s_patience));
        _http.Dispose();
    }
}
