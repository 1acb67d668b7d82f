using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Realms.Outbound;
using Portico.Realms.Outbox;
using Portico.Realms.Passwords;
using Portico.Realms.Protocol.Actions;
using Portico.Realms.Sessions;
using Portico.Realms.Store;
using Portico.Realms.Tokens;
using Portico.Storage;

namespace Portico.Realms.Protocol;

/// <summary>What every request may need; one per host.</summary>
sealed record Provider(RealmStore Realms, Database Database, SessionStore Sessions, TokenIssuer Tokens, PasswordHasher Passwords, BackchannelLogout Backchannel, OutboundCalls Outbound, RemoteKeys RemoteKeys, OutboxSender Outbox, ActionMails ActionMails, TimeProvider Time, ILogger Log)
{
    /// <summary>Listens on more than loopback.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether a realm must not be used: its secrets are published, and it can be reached from elsewhere, or through a name that is not this machine's.</summary>
    public bool Refuses(RealmSnapshot realm, HttpContext http) =>
        PublishedSecrets.Of(realm).Count > 0 && (IsPublic || !(http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]" || http.Request.Host.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)));

    public override string ToString() => "provider";
}
