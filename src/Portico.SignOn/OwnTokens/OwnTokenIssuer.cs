namespace Portico.SignOn;

/// <summary>Issues, shows and revokes the tokens that the catalog signs with its own key: bots' and people's own. A token that is not stored is no token.</summary>
public sealed class OwnTokenIssuer
{
    /// <summary>Issues the bot's token; the one it had before is void at once. <paramref name="lifetime"/>: <c>null</c> for a token that does not lapse.</summary>
    public Task<OwnToken> IssueForBot(Account bot, TimeSpan? lifetime, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>The bot's token, or <c>null</c>.</summary>
    public Task<OwnToken?> FindForBot(Guid accountId, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Voids the bot's token.</summary>
    public Task RevokeForBot(Guid accountId, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Issues a further token of a person.</summary>
    public Task<OwnToken> IssuePersonal(Account person, string name, TimeSpan? lifetime, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>The person's tokens, oldest first.</summary>
    public Task<IReadOnlyList<OwnToken>> ListPersonal(Guid accountId, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Voids some tokens of a person, or all when <paramref name="ids"/> is <c>null</c>.</summary>
    public Task RevokePersonal(Guid accountId, IReadOnlyCollection<Guid>? ids, CancellationToken ct) => throw new NotSupportedException();
}
