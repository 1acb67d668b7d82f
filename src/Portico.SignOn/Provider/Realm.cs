using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Portico.SignOn.Provider;

/// <summary>
/// The realm as its discovery document and keys describe it. Read in the background after start and kept when the provider goes away; read again on an unknown key, at a
/// bounded rate. Where browsers and this server reach the realm under different addresses, each gets its own.
/// </summary>
sealed class Realm : IConfigurationManager<OpenIdConnectConfiguration>
{
    const int MostRefreshes = 5;
    static readonly TimeSpan RefreshEarnedAfter = TimeSpan.FromSeconds(12);
    static readonly TimeSpan Stale = TimeSpan.FromHours(1);
    static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);

    readonly SignOnOptions _options;
    readonly RealmClient _client;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly string _realmUrl;
    readonly string _backchannelUrl;
    readonly Lock _lock = new();
    volatile Snapshot? _snapshot;
    Task<Snapshot>? _reading;
    (DateTimeOffset At, SignOnException Error)? _failure;
    double _refreshes = MostRefreshes;
    DateTimeOffset _refreshesCountedAt;

    public Realm(SignOnOptions options, RealmClient client, TimeProvider time, ILoggerFactory logs)
    {
        (_options, _client, _time, _log) = (options, client, time, logs.CreateLogger("Portico.SignOn"));
        _realmUrl = options.RealmUrl.TrimEnd('/');
        _backchannelUrl = options.BackchannelRealmUrl?.TrimEnd('/') ?? _realmUrl;
        _refreshesCountedAt = time.GetUtcNow();
    }

    /// <summary>What was read last, without waiting; <c>null</c> before the provider answered once.</summary>
    public OpenIdConnectConfiguration? Known => _snapshot?.Configuration;

    /// <summary>One name for the realm, under whichever address a token names it: the issuer of identities.</summary>
    public string Issuer => _snapshot?.Configuration.Issuer ?? _realmUrl;

    /// <summary>Issuers that mean this realm.</summary>
    public bool IsIssuer(string? issuer) => _snapshot is { } snapshot && snapshot.Issuers.Contains(issuer, StringComparer.Ordinal);

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => (await Get(cancel)).Configuration;

    public void RequestRefresh() => _ = TryRefresh(CancellationToken.None);

    /// <summary>The keys that may verify a token of that key id. An id that nobody knows makes the keys be read again, at a bounded rate.</summary>
    public async ValueTask<IReadOnlyList<JsonWebKey>> KeysFor(string? kid, CancellationToken ct)
    {
        var keys = (await Get(ct)).KeysFor(kid);
        return keys.Length == 0 && await TryRefresh(ct) ? _snapshot!.KeysFor(kid) : keys;
    }

    ValueTask<Snapshot> Get(CancellationToken ct)
    {
        if (_snapshot is not { } snapshot)
            return new(Read(ct));
        if (_time.GetUtcNow() - snapshot.At > Stale)
            _ = TryRefresh(CancellationToken.None);
        return new(snapshot);
    }

    async Task<bool> TryRefresh(CancellationToken ct)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            _refreshes = Math.Min(MostRefreshes, _refreshes + (now - _refreshesCountedAt) / RefreshEarnedAfter);
            _refreshesCountedAt = now;
            if (_reading is null && _refreshes < 1)
                return false;
            if (_reading is null)
                _refreshes--;
        }
        try
        {
            await Read(ct);
            return true;
        }
        catch (SignOnException e)
        {
            Log.RealmNotRefreshed(_log, e.Message);
            return false;
        }
    }

    /// <summary>Reads once, however many wait for it; a failure is remembered for a second, so that waiting requests do not queue behind a dead provider.</summary>
    Task<Snapshot> Read(CancellationToken ct)
    {
        Task<Snapshot> reading;
        lock (_lock)
        {
            if (_reading is null && _failure is { } failure && _time.GetUtcNow() - failure.At < RetryAfterFailure)
                return Task.FromException<Snapshot>(failure.Error);
            reading = _reading ??= Task.Run(ReadNow, CancellationToken.None);
        }
        return reading.WaitAsync(ct);
    }

    async Task<Snapshot> ReadNow()
    {
        try
        {
            var snapshot = await Fetch();
            if (_snapshot is null)
                Log.RealmKnown(_log, snapshot.Configuration.Issuer, snapshot.Keys.Length);
            _snapshot = snapshot;
            lock (_lock)
                (_reading, _failure) = (null, null);
            return snapshot;
        }
        catch (Exception e)
        {
            var error = e as SignOnException ?? new SignOnException(Errors.NoDiscovery, $"The realm at {_backchannelUrl} cannot be read: {e.Message}", e);
            lock (_lock)
                (_reading, _failure) = (null, (_time.GetUtcNow(), error));
            throw error;
        }
    }

    async Task<Snapshot> Fetch()
    {
        var address = $"{_backchannelUrl}/.well-known/openid-configuration";
        OpenIdConnectConfiguration configuration;
        try
        {
            configuration = OpenIdConnectConfiguration.Create(await _client.Get(address));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw NotADocument(address, "it is no JSON document", e);
        }
        foreach (var (name, value) in new[] { ("issuer", configuration.Issuer), ("authorization_endpoint", configuration.AuthorizationEndpoint), ("jwks_uri", configuration.JwksUri) })
        {
            if (string.IsNullOrEmpty(value))
                throw NotADocument(address, $"it names no {name}");
        }
        configuration.AuthorizationEndpoint = Rebase(configuration.AuthorizationEndpoint, _backchannelUrl, _realmUrl);
        configuration.EndSessionEndpoint = Rebase(configuration.EndSessionEndpoint, _backchannelUrl, _realmUrl);
        configuration.TokenEndpoint = Rebase(configuration.TokenEndpoint, _realmUrl, _backchannelUrl);
        configuration.JwksUri = Rebase(configuration.JwksUri, _realmUrl, _backchannelUrl);

        JsonWebKey[] keys;
        try
        {
            keys = [.. new JsonWebKeySet(await _client.Get(configuration.JwksUri)).Keys.Where(key => key.Use is null or "sig" && key.Kty is "RSA" or "EC")];
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw NotADocument(configuration.JwksUri, "it is no key set", e);
        }
        foreach (var key in keys)
            configuration.SigningKeys.Add(key);

        // One realm has one name. What the document calls it wins, except where it only repeats the back-channel's address.
        var issuers = new List<string> { configuration.Issuer };
        if (_options.BackchannelRealmUrl is not null)
        {
            issuers = [.. issuers.Append(_realmUrl).Distinct(StringComparer.Ordinal)];
            if (configuration.Issuer == _backchannelUrl)
                configuration.Issuer = _realmUrl;
        }
        else if (configuration.Issuer.TrimEnd('/') != _realmUrl)
        {
            Log.RealmNamesItselfOtherwise(_log, _realmUrl, configuration.Issuer);
        }
        return new Snapshot(configuration, [.. issuers], keys, _time.GetUtcNow());
    }

    static SignOnException NotADocument(string address, string why, Exception? inner = null) =>
        new(Errors.NoDiscovery, $"{address} is not what a realm publishes: {why}. Check the realm's address.", inner);

    static string Rebase(string? address, string from, string to) =>
        address is null ? "" : from != to && address.StartsWith(from + "/", StringComparison.Ordinal) ? to + address[from.Length..] : address;

    sealed record Snapshot(OpenIdConnectConfiguration Configuration, string[] Issuers, JsonWebKey[] Keys, DateTimeOffset At)
    {
        public JsonWebKey[] KeysFor(string? kid) => kid is null ? Keys : Array.FindAll(Keys, key => key.Kid == kid);
    }
}
