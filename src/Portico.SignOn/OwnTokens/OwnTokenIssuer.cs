using System.Data.Common;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Portico.SignOn.OwnTokens;
using Portico.SignOn.Protection;
using Portico.Storage;

namespace Portico.SignOn;

/// <summary>
/// Issues, shows and revokes the tokens that the catalog signs with its own key: bots' and people's own. A token that is not stored is no token. Claims are OpenMetadata's:
/// <c>iss, sub, email, isBot, tokenType, username, preferred_username, isAdmin, iat, exp</c> (no <c>exp</c>: never lapses).
/// </summary>
public sealed class OwnTokenIssuer
{
    internal const string Channel = "signon.token";
    const string Purpose = "own token";
    const string Columns = "id, account_id, kind, name, sealed, created_at, expires_at, hash";
    const string OfAccount = $"SELECT {Columns} FROM signon_own_token WHERE account_id = @account AND kind = @kind ORDER BY created_at, id";
    const string Known = "SELECT account_id, kind, expires_at FROM signon_own_token WHERE hash = @hash";
    const string DeleteOfAccount = "DELETE FROM signon_own_token WHERE account_id = @account AND kind = @kind";
    const string DeleteSome = "DELETE FROM signon_own_token WHERE account_id = @account AND kind = @kind AND $any(id, @ids)";

    const string Insert = """
        INSERT INTO signon_own_token (id, hash, account_id, kind, name, sealed, created_at, expires_at)
        VALUES (@id, @hash, @account, @kind, @name, @sealed, @now, @expires)
        """;

    static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    readonly Database _database;
    readonly OwnKeys _keys;
    readonly Vault _vault;
    readonly SignOnOptions _options;
    readonly TimeProvider _time;

    internal OwnTokenIssuer(Database database, OwnKeys keys, Vault vault, SignOnOptions options, TimeProvider time) =>
        (_database, _keys, _vault, _options, _time) = (database, keys, vault, options, time);

    /// <summary>Issues the bot's token; the one it had before is void at once. <paramref name="lifetime"/>: <c>null</c> for a token that does not lapse.</summary>
    public Task<OwnToken> IssueForBot(Account bot, TimeSpan? lifetime, CancellationToken ct) => Issue(bot, OwnTokenKind.Bot, null, lifetime, ct);

    /// <summary>The bot's token, or <c>null</c>.</summary>
    public async Task<OwnToken?> FindForBot(Guid accountId, CancellationToken ct) => (await List(accountId, OwnTokenKind.Bot, ct)) is [var token, ..] ? token : null;

    /// <summary>Voids the bot's token.</summary>
    public Task RevokeForBot(Guid accountId, CancellationToken ct) => Revoke(accountId, OwnTokenKind.Bot, null, ct);

    /// <summary>Issues a further token of a person.</summary>
    public Task<OwnToken> IssuePersonal(Account person, string name, TimeSpan? lifetime, CancellationToken ct) => Issue(person, OwnTokenKind.Personal, name, lifetime, ct);

    /// <summary>The person's tokens, oldest first.</summary>
    public Task<IReadOnlyList<OwnToken>> ListPersonal(Guid accountId, CancellationToken ct) => List(accountId, OwnTokenKind.Personal, ct);

    /// <summary>Voids some tokens of a person, or all when <paramref name="ids"/> is <c>null</c>.</summary>
    public Task RevokePersonal(Guid accountId, IReadOnlyCollection<Guid>? ids, CancellationToken ct) => Revoke(accountId, OwnTokenKind.Personal, ids, ct);

    /// <summary>The token that a browser client of a session sends; it is worth as much as the session, and no row is kept of it.</summary>
    internal async Task<(string Jwt, DateTimeOffset ExpiresAt)> ForSession(Account account, string sessionId)
    {
        var expires = _time.GetUtcNow() + _options.SessionTokenLifetime;
        return (Sign(account, "OM_USER", expires, sessionId, await _keys.Signing()), expires);
    }

    /// <summary>Whose stored token that is; <c>null</c> when it is none or was revoked.</summary>
    internal async Task<Guid?> Owner(Digest hash, OwnTokenKind kind, CancellationToken ct) => await _database.Read(
        session => session.QueryFirst(Known, row => row.GetString(1) == kind.ToString() ? (Guid?)Guid.Parse(row.GetString(0)) : null, ("hash", hash.ToString())), ct);

    async Task<OwnToken> Issue(Account account, OwnTokenKind kind, string? name, TimeSpan? lifetime, CancellationToken ct)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
        var token = new OwnToken
        {
            Id = Guid.NewGuid(),
            AccountId = account.Id,
            Kind = kind,
            Name = name,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
            Jwt = Sign(account, kind == OwnTokenKind.Bot ? "BOT" : "PERSONAL_ACCESS", now + lifetime, sessionId: null, await _keys.Signing()),
        };
        var hash = Digest.Of(token.Jwt).ToString();
        var sealedJwt = _vault.Seal(Purpose, hash, Encoding.UTF8.GetBytes(token.Jwt));
        await _database.Write(async session =>
        {
            if (kind == OwnTokenKind.Bot)
                await session.Execute(DeleteOfAccount, ("account", account.Id.ToString()), ("kind", kind.ToString()));
            await session.Execute(Insert, ("id", token.Id.ToString()), ("hash", hash), ("account", account.Id.ToString()), ("kind", kind.ToString()), ("name", name), ("sealed", sealedJwt),
                ("now", token.CreatedAt.ToUnixTimeMilliseconds()), ("expires", token.ExpiresAt?.ToUnixTimeMilliseconds()));
            await session.Notify(Channel, account.Id.ToString());
        }, ct);
        return token;
    }

    Task<IReadOnlyList<OwnToken>> List(Guid account, OwnTokenKind kind, CancellationToken ct) =>
        _database.Read(session => session.Query(OfAccount, Map, ("account", account.ToString()), ("kind", kind.ToString())), ct);

    Task Revoke(Guid account, OwnTokenKind kind, IReadOnlyCollection<Guid>? ids, CancellationToken ct) => _database.Write(async session =>
    {
        if (ids is null)
            await session.Execute(DeleteOfAccount, ("account", account.ToString()), ("kind", kind.ToString()));
        else
            await session.Execute(DeleteSome, ("account", account.ToString()), ("kind", kind.ToString()), ("ids", ids.Select(id => id.ToString()).ToArray()));
        await session.Notify(Channel, account.ToString());
    }, ct);

    string Sign(Account account, string type, DateTimeOffset? expires, string? sessionId, SigningCredentials credentials)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = _options.OwnTokenIssuer,
            ["sub"] = account.Name,
            ["email"] = account.Email,
            ["isBot"] = account.IsBot,
            ["tokenType"] = type,
            ["username"] = account.Name,
            ["preferred_username"] = account.Name,
            ["isAdmin"] = account.IsAdmin,
            ["iat"] = _time.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (expires is { } at)
            claims["exp"] = at.ToUnixTimeSeconds();
        if (sessionId is not null)
            claims["sessionId"] = sessionId;
        else
            claims["jti"] = Guid.NewGuid().ToString();
        return Handler.CreateToken(new SecurityTokenDescriptor { Claims = claims, SigningCredentials = credentials });
    }

    OwnToken Map(DbDataReader row)
    {
        var hash = row.GetString(7);
        return new OwnToken
        {
            Id = Guid.Parse(row.GetString(0)),
            AccountId = Guid.Parse(row.GetString(1)),
            Kind = Enum.Parse<OwnTokenKind>(row.GetString(2)),
            Name = row.IsDBNull(3) ? null : row.GetString(3),
            Jwt = _vault.TryOpen(Purpose, hash, (byte[])row[4]) is { } clear
                ? Encoding.UTF8.GetString(clear)
                : throw new SignOnException(Errors.ForeignKeyFile, "A stored token was encrypted with another key file."),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
            ExpiresAt = row.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
        };
    }
}
