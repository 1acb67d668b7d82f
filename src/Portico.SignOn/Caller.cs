namespace Portico.SignOn;

/// <summary>Who a request is from.</summary>
/// <param name="AccountId">The catalog's account.</param>
/// <param name="Name">The account's name.</param>
/// <param name="SessionId">Public id of the session, when there is one (never the cookie's value).</param>
/// <param name="Kind">By what it was proved.</param>
public sealed record Caller(Guid AccountId, string Name, string? SessionId, CallerKind Kind);
