using Portico.Realms.Model;
using Portico.Realms.Protocol.Login;
using Portico.Realms.Sessions;
using Portico.Realms.Store;

namespace Portico.Realms.Protocol.Brokering;

/// <summary>What another provider knows about somebody becomes a user here, or changes one, as the provider's synchronisation mode and mappers say.</summary>
static class BrokerUsers
{
    /// <summary>The sign-in of somebody whom the other provider vouches for: nothing more has to be proven here.</summary>
    public static SignIn Known(Call call, SignIn signIn, RealmUser user, BrokeredIdentity identity) => signIn with
    {
        UserId = user.Id,
        LoginName = user.Username,
        HasPassword = true,
        HasOtp = true,
        At = call.Now,
        Message = null,
        Broker = identity.Seal(call),
        LinkPending = false,
    };

    /// <summary>A new user with its link. A taken name or address is a unique violation.</summary>
    public static async Task<RealmUser> Create(Call call, UpstreamProvider provider, RealmUser user, BrokeredIdentity identity)
    {
        var realm = call.Realm;
        var plan = BrokerMappers.Plan(call, provider, identity, isNew: true);
        List<string> roles = [.. realm.DefaultRole is { } role ? [role.Id] : Array.Empty<string>(), .. plan.Grant];
        if (provider.AddReadTokenRole && realm.FindClient("broker") is { } broker && realm.FindRole("read-token", broker.Id) is { } read)
            roles.Add(read.Id);
        var created = plan.Change(user) with
        {
            RoleIds = [.. roles.Distinct(StringComparer.Ordinal)],
            GroupIds = [.. realm.DefaultGroupIds.Union(plan.Join, StringComparer.Ordinal)],
            FederatedIdentities = [Link(provider, identity)],
        };
        await call.Provider.Realms.Users.Add(realm, created, call.Aborted);
        await KeepToken(call, provider, created.Id, identity);
        return (await call.Provider.Realms.Users.FindById(realm, created.Id, call.Aborted))!;
    }

    /// <summary>Links a user who proved that the account is the same person's.</summary>
    public static async Task<bool> LinkTo(Call call, UpstreamProvider provider, RealmUser user, BrokeredIdentity identity)
    {
        if (!await call.Provider.Database.Write(s => FederatedIdentities.Add(s, call.Realm.Id, user.Id, Link(provider, identity)), call.Aborted))
            return false;
        await Apply(call, user, BrokerMappers.Plan(call, provider, identity, isNew: true), static u => u);
        await KeepToken(call, provider, user.Id, identity);
        return true;
    }

    /// <summary>What every further sign-in changes.</summary>
    public static async Task<RealmUser> Update(Call call, UpstreamProvider provider, RealmUser user, BrokeredIdentity identity)
    {
        await Apply(call, user, BrokerMappers.Plan(call, provider, identity, isNew: false), provider.SyncMode != "FORCE" ? static u => u : u => u with
        {
            Email = identity.Email ?? u.Email,
            EmailVerified = identity.Email is null || identity.Email == u.Email ? u.EmailVerified || identity.EmailTrusted : identity.EmailTrusted,
            FirstName = identity.FirstName ?? u.FirstName,
            LastName = identity.LastName ?? u.LastName,
        });
        await KeepToken(call, provider, user.Id, identity);
        return await call.Provider.Realms.Users.FindById(call.Realm, user.Id, call.Aborted) ?? user;
    }

    static async Task Apply(Call call, RealmUser user, BrokerPlan plan, Func<RealmUser, RealmUser> first)
    {
        var realm = call.Realm;
        // An address that somebody else has here is not taken over.
        if (plan.Change(first(user)).Email is { } email && email != user.Email && !realm.Settings.DuplicateEmailsAllowed
            && await call.Provider.Realms.Users.FindByEmail(realm, email, call.Aborted) is { } other && other.Id != user.Id)
        {
            var change = first;
            first = u => change(u) with { Email = u.Email, EmailVerified = u.EmailVerified };
            plan = plan with { Changes = [.. plan.Changes, u => u with { Email = user.Email, EmailVerified = user.EmailVerified }] };
        }
        await call.Provider.Realms.Users.Touch(realm, user.Id, async (session, known) =>
        {
            var changed = plan.Change(first(known));
            await UserRows.Save(session, realm, changed);
            await UserRows.GiveRoles(session, realm.Id, known.Id, plan.Grant.Except(known.RoleIds, StringComparer.Ordinal));
            await UserRows.TakeRoles(session, realm.Id, known.Id, plan.Revoke.Except(plan.Grant, StringComparer.Ordinal).Intersect(known.RoleIds, StringComparer.Ordinal));
            foreach (var group in plan.Join)
                await UserRows.Join(session, realm.Id, known.Id, group);
            foreach (var group in plan.Leave.Except(plan.Join, StringComparer.Ordinal))
                await UserRows.Leave(session, realm.Id, known.Id, group);
            return changed;
        }, call.Aborted);
    }

    static FederatedIdentity Link(UpstreamProvider provider, BrokeredIdentity identity) => new(provider.Alias, identity.Id, identity.ExternalName);

    static Task KeepToken(Call call, UpstreamProvider provider, string userId, BrokeredIdentity identity) => identity.Token is { } token
        ? call.Provider.Database.Write(s => BrokerTokens.Keep(s, call.Provider.Realms.Envelope, call.Realm.Id, userId, provider.Alias, token), call.Aborted)
        : Task.CompletedTask;
}
