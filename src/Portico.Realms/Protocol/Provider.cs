using Microsoft.Extensions.Logging;
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
    public override string ToString() => "provider";
}
