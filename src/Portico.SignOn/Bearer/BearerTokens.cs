using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Portico.SignOn.Http;
using Portico.SignOn.Identity;
using Portico.SignOn.OwnTokens;
using Portico.SignOn.Protection;
using Portico.SignOn.Provider;
using Portico.SignOn.Sessions;
using Portico.Storage;

namespace Portico.SignOn.Bearer;

/// <summary>
/// Bearer tokens of the realm and of the catalog itself. A signature is verified once for a token; what it proved is kept under the token's hash until the token lapses, while
/// everything that can change (the account, the session, the stored token) is asked again on each request.
/// </summary>
sealed class BearerTokens : IDisposable
{
    const int LongestToken = 16_384;
    const long TrustedFor = 5_000;

    static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    readonly RealmTokens _realmTokens;
    readonly Realm _realm;
    readonly OwnKeys _ownKeys;
    readonly OwnTokenIssuer _ownTokens;
    readonly Admissions _admissions;
    readonly SessionStore _sessions;
    readonly IAccounts _accounts;
    readonly SignOnOptions _options;
    readonly TimeProvider _time;
    readonly BoundedCache<Digest, Verified> _cache = new(10_000);
    readonly IDisposable _notices;
    int _ownTokensChanged;

    public BearerTokens(
        RealmTokens realmTokens, Realm realm, OwnKeys ownKeys, OwnTokenIssuer ownTokens, Admissions admissions, SessionStore sessions, IAccounts accounts, Database database,
        SignOnOptions options, TimeProvider time)
    {
        (_realmTokens, _realm, _ownKeys, _ownTokens, _admissions, _sessions, _accounts, _options, _time) =
            (realmTokens, realm, ownKeys, ownTokens, admissions, sessions, accounts, options, time);
        _notices = database.Notices.Subscribe(OwnTokenIssuer.Channel, _ => Interlocked.Increment(ref _ownTokensChanged));
    }

    public ValueTask<Proof> Check(ReadOnlyMemory<char> text, CancellationToken ct)
    {
        var token = text.Span.Trim();
        if (token.Length > LongestToken)
            return Refuse("the token is too long");
        var hash = Digest.Of(token);
        return _cache.TryGet(hash, out var verified) ? Recheck(hash, verified, ct) : new(Verify(hash, token.ToString(), ct));
    }

    public void Dispose() => _notices.Dispose();

    /// <summary>The path of nearly all requests: completes without waiting, and allocates nothing.</summary>
    ValueTask<Proof> Recheck(Digest hash, Verified verified, CancellationToken ct)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now >= verified.ExpiresAt)
        {
            _cache.Remove(hash);
            return Refuse(BearerRefusal.Expired);
        }
        if (verified.SessionId is not null || (verified.Stored is not null && (verified.Change != Volatile.Read(ref _ownTokensChanged) || now - verified.CheckedAt >= TrustedFor)))
            return new(RecheckSlowly(hash, verified, ct));
        var found = _accounts.Find(verified.Principal.Account.Id, ct);
        return found.IsCompletedSuccessfully ? new(Recheck(verified, found.Result)) : new(RecheckAccount(verified, found));
    }

    static async Task<Proof> RecheckAccount(Verified verified, ValueTask<Account?> account) => Recheck(verified, await account);

    async Task<Proof> RecheckSlowly(Digest hash, Verified verified, CancellationToken ct)
    {
        if (verified.SessionId is { } id && (await _sessions.FindById(id, ct))?.AccountId != verified.Principal.Account.Id)
            return new(null, BearerRefusal.LoggedOut);
        if (verified.Stored is { } kind)
        {
            var change = Volatile.Read(ref _ownTokensChanged);
            if (await _ownTokens.Owner(hash, kind, ct) is null)
            {
                _cache.Remove(hash);
                return new(null, Revoked(kind));
            }
            (verified.Change, verified.CheckedAt) = (change, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }
        return Recheck(verified, await _accounts.Find(verified.Principal.Account.Id, ct));
    }

    static Proof Recheck(Verified verified, Account? account)
    {
        var principal = verified.Principal;
        if (account is null || account.Deleted)
            return new(null, $"The account '{principal.Account.Name}' was deleted");
        if (!ReferenceEquals(account, principal.Account) && account != principal.Account)
            verified.Principal = principal = new CallerPrincipal(account, principal.Caller.SessionId, principal.Caller.Kind);
        return new(principal, null);
    }

    async Task<Proof> Verify(Digest hash, string token, CancellationToken ct)
    {
        JsonWebToken jwt;
        try
        {
            jwt = Handler.ReadJsonWebToken(token);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return new(null, "the token is no signed JWT");
        }
        // The catalog's own issuer is decided first, and by key: nothing that a provider signs is ever taken for the catalog's own.
        return jwt.Issuer == _options.OwnTokenIssuer ? await VerifyOwn(hash, jwt, ct) : await VerifyRealm(hash, token, ct);
    }

    async Task<Proof> VerifyRealm(Digest hash, string token, CancellationToken ct)
    {
        var result = await _realmTokens.ValidateBearer(token, ct);
        if (!result.IsValid)
            return new(null, result.Exception.Message);
        var jwt = (JsonWebToken)result.SecurityToken;
        var admission = await _admissions.Admit(Person.Read(jwt, _realm.Issuer, _options), ct);
        if (admission.Account is not { } account)
            return new(null, admission.Refusal);
        return Keep(hash, new Verified
        {
            ExpiresAt = new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero).ToUnixTimeMilliseconds() + (long)_options.ClockSkew.TotalMilliseconds,
            Principal = new CallerPrincipal(account, null, CallerKind.Bearer),
        });
    }

    async Task<Proof> VerifyOwn(Digest hash, JsonWebToken jwt, CancellationToken ct)
    {
        if (jwt.Alg != SecurityAlgorithms.RsaSha256)
            return new(null, $"the algorithm '{jwt.Alg}' is not accepted");
        if (string.IsNullOrEmpty(jwt.Kid) || await _ownKeys.Find(jwt.Kid) is not { } key)
            return new(null, "the token was signed with a key that the catalog does not have");
        var result = await Handler.ValidateTokenAsync(jwt, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            RequireExpirationTime = false,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidateAudience = false,
            ValidateIssuer = false,
            ValidateLifetime = false,
        });
        if (!result.IsValid)
            return new(null, "the signature is wrong");
        var hasExpiry = jwt.TryGetPayloadValue<long>("exp", out var exp);
        var expires = hasExpiry ? exp * 1000 : long.MaxValue;
        if (_time.GetUtcNow().ToUnixTimeMilliseconds() >= expires)
            return new(null, BearerRefusal.Expired);

        var change = Volatile.Read(ref _ownTokensChanged);
        Guid accountId;
        OwnTokenKind? stored = null;
        string? sessionId = null;
        switch (jwt.TryGetPayloadValue<string>("tokenType", out var type) ? type : null)
        {
            case "OM_USER" when jwt.TryGetPayloadValue<string>("sessionId", out sessionId) && sessionId is not null:
                if (await _sessions.FindById(sessionId, ct) is not { } session)
                    return new(null, BearerRefusal.LoggedOut);
                accountId = session.AccountId;
                break;
            case "BOT" or "PERSONAL_ACCESS":
                stored = type == "BOT" ? OwnTokenKind.Bot : OwnTokenKind.Personal;
                if (await _ownTokens.Owner(hash, stored.Value, ct) is not { } owner)
                    return new(null, Revoked(stored.Value));
                accountId = owner;
                break;
            default:
                return new(null, "a token of this kind is not accepted");
        }
        if (await _accounts.Find(accountId, ct) is not { Deleted: false } account)
            return new(null, $"The account '{jwt.Subject}' was deleted");
        return Keep(hash, new Verified
        {
            ExpiresAt = expires,
            Principal = new CallerPrincipal(account, sessionId, CallerKind.OwnToken),
            SessionId = sessionId,
            Stored = stored,
            Change = change,
            CheckedAt = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
    }

    Proof Keep(Digest hash, Verified verified)
    {
        _cache.Set(hash, verified);
        return new(verified.Principal, null);
    }

    static string Revoked(OwnTokenKind kind) => kind == OwnTokenKind.Bot ? BearerRefusal.NotBotsToken : BearerRefusal.NotPersonal;

    static ValueTask<Proof> Refuse(string why) => new(new Proof(null, why));

    /// <summary>A token whose signature was verified.</summary>
    sealed class Verified
    {
        /// <summary>Milliseconds of the Unix epoch, with the forgiven difference of clocks.</summary>
        public required long ExpiresAt { get; init; }

        public required CallerPrincipal Principal { get; set; }

        public string? SessionId { get; init; }

        public OwnTokenKind? Stored { get; init; }

        /// <summary>Number of the last notice about own tokens when the row was read, and when that was.</summary>
        public int Change { get; set; }

        public long CheckedAt { get; set; }
    }
}
