using Portico.Realms.Model;
using Portico.Realms.Sessions;

namespace Portico.Realms.Tokens;

/// <summary>Whom a token is about and for whom it is made: everything that mappers may read.</summary>
sealed class TokenSubject
{
    ResolvedRoles? _roles;

    public required RealmSnapshot Realm { get; init; }

    public required string Issuer { get; init; }

    public required Client Client { get; init; }

    public required RealmUser User { get; init; }

    public required ScopePlan Scope { get; init; }

    /// <summary>Null for a service account that needs no session.</summary>
    public UserSession? Session { get; init; }

    public ClientSession? ClientSession { get; init; }

    public string Acr { get; init; } = "1";

    public string? Nonce { get; init; }

    /// <summary>The caller's address, for the notes of service accounts; where there is neither it nor a session, there are no notes.</summary>
    public string? Ip { get; init; }

    /// <summary>Roles that the token may carry, computed when first asked for.</summary>
    public ResolvedRoles Roles => _roles ??= ResolvedRoles.Of(this);

    /// <summary>What Keycloak keeps as a user session's notes.</summary>
    public string? Note(string name) => name switch
    {
        "AUTH_TIME" => Session is { AuthTime: > 0 } session ? session.AuthTime.ToString() : null,
        "client_id" or "clientId" => User.ServiceAccountClientId is null || (Ip ?? Session?.Ip) is null ? null : Client.ClientId,
        "clientHost" or "clientAddress" => User.ServiceAccountClientId is null ? null : Ip ?? Session?.Ip,
        _ => null,
    };
}
