using Portico.Realms.Model;

namespace Portico.Realms.Sessions;

/// <summary>How long sessions and their tokens live: the client's setting where it has one, else the realm's. Seconds; <see cref="long.MaxValue"/> is no limit.</summary>
static class Lifespans
{
    public static long Idle(RealmSettings realm, UserSession session) => session switch
    {
        { Offline: true } => realm.OfflineSessionIdleTimeout,
        { RememberMe: true } when realm.SsoSessionIdleTimeoutRememberMe > 0 => realm.SsoSessionIdleTimeoutRememberMe,
        _ => realm.SsoSessionIdleTimeout,
    };

    public static long Max(RealmSettings realm, UserSession session) => session switch
    {
        { Offline: true } => realm.OfflineSessionMaxLifespanEnabled ? realm.OfflineSessionMaxLifespan : long.MaxValue,
        { RememberMe: true } when realm.SsoSessionMaxLifespanRememberMe > 0 => realm.SsoSessionMaxLifespanRememberMe,
        _ => realm.SsoSessionMaxLifespan,
    };

    /// <summary>Last accesses are stored this coarsely, so that not every refresh writes.</summary>
    public static long Granularity(long idle) => Math.Min(60, idle / 20);

    public static bool IsActive(RealmSettings realm, UserSession session, long now)
    {
        var idle = Idle(realm, session);
        return session.LastAccess + idle + Granularity(idle) > now && now - session.Started < Max(realm, session);
    }

    /// <summary>When a row may be purged if nothing touches it.</summary>
    public static long Expires(RealmSettings realm, UserSession session)
    {
        var idle = Idle(realm, session);
        var ends = session.LastAccess + idle + Granularity(idle);
        var max = Max(realm, session);
        return max == long.MaxValue ? ends : Math.Min(ends, session.Started + max);
    }

    /// <summary>The moment at which the session ends whatever is done.</summary>
    public static long End(RealmSettings realm, Client client, UserSession session, ClientSession clientSession)
    {
        var end = Add(session.Started, Max(realm, session));
        var own = session.Offline
            ? client.Seconds("client.offline.session.max.lifespan") ?? realm.ClientOfflineSessionMaxLifespan
            : client.Seconds("client.session.max.lifespan") ?? realm.ClientSessionMaxLifespan;
        return own > 0 && (!session.Offline || realm.OfflineSessionMaxLifespanEnabled) ? Math.Min(end, Add(clientSession.Started, own)) : end;
    }

    /// <summary>When a refresh token issued now expires.</summary>
    public static long RefreshExpires(RealmSettings realm, Client client, UserSession session, ClientSession clientSession, long now)
    {
        var idle = Idle(realm, session);
        var own = session.Offline
            ? client.Seconds("client.offline.session.idle.timeout") ?? realm.ClientOfflineSessionIdleTimeout
            : client.Seconds("client.session.idle.timeout") ?? realm.ClientSessionIdleTimeout;
        if (own > 0)
            idle = Math.Min(idle, own);
        return Math.Min(Add(now, idle), End(realm, client, session, clientSession));
    }

    static long Add(long start, long seconds) => seconds >= long.MaxValue - start ? long.MaxValue : start + seconds;
}
