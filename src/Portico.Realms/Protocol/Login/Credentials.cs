using Portico.Realms.Model;
using Portico.Realms.Passwords;
using Portico.Realms.Sessions;

namespace Portico.Realms.Protocol.Login;

/// <summary>Checks what a person gives to prove who they are. An unknown name costs as much time as a wrong password.</summary>
static class Credentials
{
    /// <summary>The user whose name and password these are, enabled or not; that it is null is all that the person may be told. The known user is for the event log.</summary>
    public static async Task<(RealmUser? User, RealmUser? Known, bool IsLocked)> Check(Call call, string login, string? password, CancellationToken ct)
    {
        var user = await call.Provider.Realms.Users.FindByLogin(call.Realm, login, ct);
        return await Check(call, user, password, ct);
    }

    /// <inheritdoc cref="Check(Call, string, string?, CancellationToken)"/>
    public static async Task<(RealmUser? User, RealmUser? Known, bool IsLocked)> Check(Call call, RealmUser? user, string? password, CancellationToken ct)
    {
        var hasher = call.Provider.Passwords;
        if (user?.Password is not { } credential || user.ServiceAccountClientId is not null)
        {
            await hasher.Spend(call.Realm, password ?? "", ct);
            return (null, user, false);
        }
        if (await LoginFailures.IsLocked(call, user, ct))
        {
            await hasher.Spend(call.Realm, password ?? "", ct);
            return (null, user, true);
        }
        // An empty password is compared, too: leaving the work out would tell that there is such a user.
        if (!await hasher.Verify(credential, password ?? "", ct) || string.IsNullOrEmpty(password))
        {
            await LoginFailures.Add(call, user, ct);
            return (null, user, false);
        }
        if (!await LoginFailures.Settle(call, user, ct))
            return (null, user, true);
        if (PasswordHasher.NeedsRehash(call.Realm, credential))
        {
            var renewed = await hasher.Hash(call.Realm, password, ct);
            await call.Provider.Realms.Users.PutCredential(call.Realm, user.Id,
                renewed with { Id = credential.Id, CreatedAt = credential.CreatedAt, UserLabel = credential.UserLabel, Priority = credential.Priority }, ct);
        }
        return (user, user, false);
    }

    /// <summary>Whether the code is right, or the user has no one-time passwords.</summary>
    public static async Task<bool> CheckOtp(Call call, RealmUser user, string? code, CancellationToken ct)
    {
        if (!OneTimePasswords.Has(user))
            return true;
        if (await OneTimePasswords.Verify(call, user, code, ct))
            return true;
        await LoginFailures.Add(call, user, ct);
        return false;
    }
}
