using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Protocol.Login;

/// <summary>Brute force protection by Keycloak's rules: after <c>failureFactor</c> failures a user is locked for a time that grows, or for good.</summary>
static class LoginFailures
{
    const string Select = "SELECT failures, lockouts, last_failure, last_ip, locked_until FROM idp_login_failure WHERE realm_id = @realm AND user_id = @user";

    const string Upsert = """
        INSERT INTO idp_login_failure (realm_id, user_id, failures, lockouts, last_failure, last_ip, locked_until) VALUES (@realm, @user, @failures, @lockouts, @last, @ip, @until)
        ON CONFLICT (realm_id, user_id) DO UPDATE SET failures = excluded.failures, lockouts = excluded.lockouts, last_failure = excluded.last_failure, last_ip = excluded.last_ip,
            locked_until = excluded.locked_until
        """;

    public static Task<LoginFailure?> Find(Session session, string realmId, string userId) => session.QueryFirst(Select,
        row => new LoginFailure(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetInt64(4)), ("realm", realmId), ("user", userId));

    public static Task<int> Remove(Session session, string realmId, string? userId) => userId is null
        ? session.Execute("DELETE FROM idp_login_failure WHERE realm_id = @realm", ("realm", realmId))
        : session.Execute("DELETE FROM idp_login_failure WHERE realm_id = @realm AND user_id = @user", ("realm", realmId), ("user", userId));

    /// <summary>Whether the user is locked, for a time or (disabled by too many failures) for good.</summary>
    public static async ValueTask<bool> IsLocked(Call call, RealmUser user, CancellationToken ct) => call.Realm.Settings.BruteForceProtected
        && await call.Provider.Database.Read(s => Find(s, call.Realm.Id, user.Id), ct) is { } known
        && (known.LockedUntil > Now(call) || (!user.Enabled && call.Realm.Settings.PermanentLockout && known.Failures >= call.Realm.Settings.FailureFactor));

    public static async Task Add(Call call, RealmUser user, CancellationToken ct)
    {
        var settings = call.Realm.Settings;
        if (!settings.BruteForceProtected)
            return;
        var now = Now(call);
        var isLockedForGood = await call.Provider.Database.Write(async s =>
        {
            var known = await Find(s, call.Realm.Id, user.Id) ?? new LoginFailure(0, 0, 0, "", 0);
            if (known.LastFailure > 0 && now - known.LastFailure > settings.MaxDeltaTimeSeconds * 1000L)
                known = known with { Failures = 0 };
            var failures = known.Failures + 1;
            var wait = failures < settings.FailureFactor ? 0 : settings.BruteForceStrategy == "LINEAR"
                ? settings.WaitIncrementSeconds * (1 + failures - settings.FailureFactor)
                : settings.WaitIncrementSeconds * (failures / Math.Max(1, settings.FailureFactor));
            if (wait == 0 && known.LastFailure > 0 && now - known.LastFailure < settings.QuickLoginCheckMilliSeconds)
                wait = settings.MinimumQuickLoginWaitSeconds;
            wait = Math.Min(wait, settings.MaxFailureWaitSeconds);
            var lockouts = known.Lockouts + (wait > 0 ? 1 : 0);
            var forGood = settings.PermanentLockout && failures >= settings.FailureFactor && lockouts > settings.MaxTemporaryLockouts;
            await s.Execute(Upsert, ("realm", call.Realm.Id), ("user", user.Id), ("failures", failures), ("lockouts", lockouts), ("last", now), ("ip", call.Ip),
                ("until", wait > 0 && !forGood ? now + (wait * 1000L) : known.LockedUntil));
            return forGood;
        }, ct);
        if (isLockedForGood)
            await call.Provider.Realms.Users.Update(call.Realm, user.Id, static u => u with { Enabled = false }, ct);
    }

    /// <summary>
    /// Forgets the failures of a user who has given the right password. False when others who tried at the same time have locked the user meanwhile: many tries at once are no more
    /// tries than one after another.
    /// </summary>
    public static async Task<bool> Settle(Call call, RealmUser user, CancellationToken ct)
    {
        var settings = call.Realm.Settings;
        if (!settings.BruteForceProtected || await call.Provider.Database.Read(s => Find(s, call.Realm.Id, user.Id), ct) is null)
            return true;
        return await call.Provider.Database.Write(async s =>
        {
            if (await Find(s, call.Realm.Id, user.Id) is { } known
                && (known.LockedUntil > Now(call) || (settings.PermanentLockout && known.Failures >= settings.FailureFactor && known.Lockouts > settings.MaxTemporaryLockouts && user.Enabled)))
                return false;
            await Remove(s, call.Realm.Id, user.Id);
            return true;
        }, ct);
    }

    static long Now(Call call) => call.Provider.Time.GetUtcNow().ToUnixTimeMilliseconds();
}
