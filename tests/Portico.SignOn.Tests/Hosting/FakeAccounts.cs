using System.Collections.Concurrent;

namespace Portico.SignOn.Tests.Hosting;

/// <summary>The catalog's accounts, in memory; nodes of one test share one, as they would share the catalog's database.</summary>
sealed class FakeAccounts : IAccounts
{
    readonly ConcurrentDictionary<Guid, Account> _accounts = new();

    public IEnumerable<Account> All => _accounts.Values;

    public Account this[string name] => _accounts.Values.Single(account => account.Name == name);

    public Account Add(string name, bool isBot = false, bool isAdmin = false)
    {
        var account = new Account { Id = Guid.NewGuid(), Name = name, Email = $"{name}@example.org", IsBot = isBot, IsAdmin = isAdmin };
        _accounts[account.Id] = account;
        return account;
    }

    public void Delete(Guid id) => _accounts[id] = _accounts[id] with { Deleted = true };

    public void Remove(Guid id) => _accounts.TryRemove(id, out _);

    public ValueTask<Account?> Find(Guid id, CancellationToken ct) => new(_accounts.GetValueOrDefault(id));

    public ValueTask<Account?> FindByName(string name, CancellationToken ct) => new(_accounts.Values.FirstOrDefault(account => account.Name == name));

    public Task<Account?> Create(NewAccount account, CancellationToken ct)
    {
        if (_accounts.TryGetValue(account.Id, out var existing))
            return Task.FromResult<Account?>(existing);
        if (_accounts.Values.Any(other => other.Name == account.Name))
            return Task.FromResult<Account?>(null);
        return Task.FromResult<Account?>(_accounts[account.Id] = new Account
        {
            Id = account.Id,
            Name = account.Name,
            Email = account.Email,
            DisplayName = account.DisplayName,
            IsAdmin = account.IsAdmin,
            IsBot = account.IsBot,
        });
    }

    public Task MakeAdministrator(Guid id, CancellationToken ct)
    {
        _accounts[id] = _accounts[id] with { IsAdmin = true };
        return Task.CompletedTask;
    }
}
