namespace Portico.Realms.Protocol.Brokering;

/// <summary>What must come back from another provider: kept under the <c>state</c> that was sent along, once, and only for the browser whose sign-in it is.</summary>
sealed record PendingBroker(string Alias, string SignInId, string Tab, string Nonce, string? Verifier);
