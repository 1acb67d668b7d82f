using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;
using Portico.Catalog.Seeds;
using Portico.SignOn;

namespace Portico.Server.Identity;

/// <summary>Sign-on's accounts are the catalog's users: who signs in first becomes a user with versions, a row in search and the roles of the organization.</summary>
sealed class CatalogAccounts(MetadataCatalog catalog, Authorizer authorizer, Provisioning provisioning) : IAccounts
{
    /// <summary>The role of the service account that ingests.</summary>
    const string IngestionRole = "IngestionBotRole";

    static readonly JsonElement s_becomeAdmin = JsonDocument.Parse("""[{"op": "add", "path": "/isAdmin", "value": true}]""").RootElement.Clone();

    public ValueTask<Account?> Find(Guid id, CancellationToken ct)
    {
        var finding = authorizer.FindUser(id, ct);
        return finding.IsCompletedSuccessfully ? new(ToAccount(finding.Result)) : Wait(finding);
    }

    public async ValueTask<Account?> FindByName(string name, CancellationToken ct) =>
        await authorizer.FindUserId(name, ct) is { } id ? ToAccount(await authorizer.FindUser(id, ct)) : null;

    public async Task<Account?> Create(NewAccount account, CancellationToken ct)
    {
        var created = await provisioning.CreateUser(
            new()
            {
                Id = account.Id,
                Name = account.Name,
                Email = account.Email,
                DisplayName = account.DisplayName,
                Description = account.IsBot ? "Acts for a client of the identity provider." : null,
                IsAdmin = account.IsAdmin,
                IsBot = account.IsBot,
                Roles = account.IsBot ? [IngestionRole] : [],
            },
            ct);
        return created ? await Find(account.Id, ct) : null;
    }

    public async Task MakeAdministrator(Guid id, CancellationToken ct)
    {
        if (await authorizer.FindUser(id, ct) is not { IsAdmin: false })
            return;
        var patched = await catalog.Patch(Subject.System, "user", id, s_becomeAdmin, new PatchOptions(), ct);
        if (!patched.Ok)
            throw new InvalidOperationException($"User {id} could not be made an administrator: {patched.Refusal.Message}");
    }

    static async ValueTask<Account?> Wait(ValueTask<AccessUser?> finding) => ToAccount(await finding);

    static Account? ToAccount(AccessUser? user) => user is null ? null : new()
    {
        Id = user.Id,
        Name = user.Name,
        Email = user.Email,
        DisplayName = user.DisplayName,
        IsAdmin = user.IsAdmin,
        IsBot = user.IsBot,
        Deleted = user.Deleted,
    };
}
