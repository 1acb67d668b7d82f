namespace Portico.SignOn;

/// <summary>The catalog's accounts, as sign-on needs them. Implemented by the server on the catalog.</summary>
public interface IAccounts
{
    /// <summary>The account, deleted or not; <c>null</c> when there is none. Asked on every request, so it answers from memory and is at most as old as the last notice.</summary>
    ValueTask<Account?> Find(Guid id, CancellationToken ct);

    /// <summary>The account of that name (compared in lower case), deleted or not; <c>null</c> when there is none.</summary>
    ValueTask<Account?> FindByName(string name, CancellationToken ct);

    /// <summary>Creates the account; <c>null</c> when the name is taken by another account, deleted or not. With an id that exists: that account.</summary>
    Task<Account?> Create(NewAccount account, CancellationToken ct);

    /// <summary>Makes the account an administrator; nothing when it is one.</summary>
    Task MakeAdministrator(Guid id, CancellationToken ct);
}
