namespace Portico.Realms.Outbound;

/// <summary>An address that is not gone to: the message begins with an error id. It is thrown within a connection attempt, and reaches the caller inside that attempt's own failure.</summary>
sealed class UnreachableException(string message) : IOException(message);
