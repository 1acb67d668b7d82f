namespace Portico.Realms.Protocol.Login;

/// <summary>What is known about failed sign-ins of a user. Times are milliseconds since 1970.</summary>
sealed record LoginFailure(long Failures, long Lockouts, long LastFailure, string LastIp, long LockedUntil);
