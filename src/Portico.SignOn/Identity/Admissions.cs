using Microsoft.Extensions.Logging;
using Portico.Storage;

namespace Portico.SignOn.Identity;

/// <summary>
/// From an identity of the provider, the pair (issuer, subject), to an account. The first time, the pair is bound to an account id, then the account is created with that id: a crash
/// in between is mended by the next attempt. A name that another identity has is never shared: the newcomer gets a distinct one.
/// </summary>
sealed class Admissions(Database database, IAccounts accounts, SignOnOptions options, TimeProvider time, ILoggerFactory logs)
{
    const int MostNames = 100;
    const string Read = "SELECT account_id FROM signon_identity WHERE issuer = @issuer AND subject = @subject";
    const string IsBound = "SELECT account_id FROM signon_identity WHERE account_id = @account";

    const string Bind = """
        INSERT INTO signon_identity (issuer, subject, account_id, created_at) VALUES (@issuer, @subject, @account, @now) ON CONFLICT DO NOTHING
        """;

    readonly ILogger _log = logs.CreateLogger("Portico.SignOn");

    public async Task<Admission> Admit(Person person, CancellationToken ct)
    {
        if (person.IsForeignServiceAccount)
            return Refuse($"The service account '{person.Name}' belongs to another client than '{options.ClientId}'");
        if (!person.IsServiceAccount && WrongDomain(person) is { } domain)
            return Refuse($"Email does not match the principal domain {domain}");

        var id = await Find(person, ct);
        var account = id is null ? null : await accounts.Find(id.Value, ct);
        if (account is null)
        {
            if (!person.IsServiceAccount && Unregistered(person) is { } refusal)
                return Refuse(refusal);
            id ??= await BindNew(person, ct);
            account = await accounts.Find(id.Value, ct) ?? await Create(id.Value, person, ct);
        }
        if (account is null)
            return Refuse($"No free name like '{person.Name}' was found");
        if (account.Deleted)
            return Refuse($"The account '{account.Name}' was deleted");
        if (!account.IsAdmin && !account.IsBot && IsAdminName(account.Name))
        {
            await accounts.MakeAdministrator(account.Id, ct);
            account = account with { IsAdmin = true };
        }
        return new(account, null);
    }

    static Admission Refuse(string why) => new(null, why);

    async Task<Guid?> Find(Person person, CancellationToken ct) =>
        await database.Read(session => session.QueryFirst(Read, row => (Guid?)Guid.Parse(row.GetString(0)), ("issuer", person.Issuer), ("subject", person.Subject)), ct);

    /// <summary>
    /// A fresh id; or the id of an account that bears the name, has no identity yet and is named an administrator by the settings: who says that a name of this realm is an
    /// administrator has said whose the account is.
    /// </summary>
    async Task<Guid> BindNew(Person person, CancellationToken ct)
    {
        if (!person.IsServiceAccount && IsAdminName(person.Name) && await accounts.FindByName(person.Name, ct) is { IsBot: false, Deleted: false } waiting)
            await TryBind(person, waiting.Id, ct);
        else
            await TryBind(person, Guid.NewGuid(), ct);
        if (await Find(person, ct) is null)
            await TryBind(person, Guid.NewGuid(), ct);
        return await Find(person, ct) ?? throw new InvalidOperationException("An identity that was bound is not there.");
    }

    Task TryBind(Person person, Guid account, CancellationToken ct) => database.Write(async session =>
    {
        if (await session.QueryFirst(IsBound, row => row.GetString(0), ("account", account.ToString())) is null)
        {
            await session.Execute(Bind,
                ("issuer", person.Issuer), ("subject", person.Subject), ("account", account.ToString()), ("now", time.GetUtcNow().ToUnixTimeMilliseconds()));
        }
    }, ct);

    async Task<Account?> Create(Guid id, Person person, CancellationToken ct)
    {
        for (var number = 1; number <= MostNames; number++)
        {
            var name = number == 1 ? person.Name : $"{person.Name}-{number}";
            var created = await accounts.Create(new NewAccount
            {
                Id = id,
                Name = name,
                Email = person.Email,
                DisplayName = person.DisplayName,
                IsAdmin = !person.IsServiceAccount && IsAdminName(name),
                IsBot = person.IsServiceAccount,
            }, ct);
            if (created is null)
                continue;
            if (created.Name != person.Name)
                Log.NameWasTaken(_log, person.Name, person.Subject, person.Issuer, created.Name);
            else
                Log.AccountCreated(_log, created.Name, person.Subject, person.Issuer);
            return created;
        }
        return null;
    }

    string? Unregistered(Person person)
    {
        if (!options.SelfSignup)
            return $"No user '{person.Name}' is registered, and self sign-up is off. An administrator must create it";
        var domain = DomainOf(person.Email);
        return options.RegistrationDomains.Count == 0 || Contains(options.RegistrationDomains, "all") || Contains(options.RegistrationDomains, domain)
            ? null
            : $"People of the e-mail domain '{domain}' may not register";
    }

    string? WrongDomain(Person person)
    {
        if (!options.EnforcePrincipalDomain)
            return null;
        IReadOnlyList<string> allowed = options.AllowedDomains.Count > 0 ? options.AllowedDomains : [options.PrincipalDomain];
        return Contains(allowed, DomainOf(person.Email)) ? null : string.Join(", ", allowed);
    }

    bool IsAdminName(string name) => Contains(options.AdminPrincipals, name);

    static bool Contains(IReadOnlyList<string> list, string text) => list.Contains(text, StringComparer.OrdinalIgnoreCase);

    static string DomainOf(string email) => email[(email.LastIndexOf('@') + 1)..];
}
