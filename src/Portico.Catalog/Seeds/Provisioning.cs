using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;
using Portico.Catalog.Secrets;
using Portico.Catalog.Types;
using Portico.Catalog.Writing;
using Portico.Storage;

namespace Portico.Catalog.Seeds;

/// <summary>What the catalog writes of its own accord: the shipped documents at the first start, and users when they come for the first time.</summary>
public sealed class Provisioning(Database database, Authorizer authorizer, CatalogOptions options)
{
    /// <summary>Raised when documents are added to those that are shipped.</summary>
    const long Edition = 1;

    const string ReadEdition = "SELECT seeded FROM catalog_access";
    const string WriteEdition = "UPDATE catalog_access SET seeded = @edition";

    readonly SecretMembers _secrets = new(options.SecretKey);

    /// <summary>
    /// Writes the shipped policies, roles, tags, team, user and bot, all in one transaction, unless they were written before: what an administrator changed or removed
    /// since stays so.
    /// </summary>
    public async Task Seed(CancellationToken ct)
    {
        if (await IsSeeded(ct))
            return;
        var documents = ShippedDocuments.Read();
        try
        {
            await database.Write(async session =>
            {
                foreach (var group in documents.GroupBy(d => d.Type))
                    await Insert(session, EntityTypes.Get(group.Key), [.. group.Select(d => Prepared(d.Type, d.Document))], null);
                await session.Execute(WriteEdition, ("edition", Edition));
            }, ct);
        }
        catch (DbException e) when (DbExceptions.IsUniqueViolation(e))
        {
            // Another node came first.
            if (!await IsSeeded(ct))
                throw;
        }
        authorizer.Invalidate();
    }

    /// <summary>
    /// Creates a user with the given id. Returns false when the name is taken by another one, deleted or not; true when it exists already.
    /// </summary>
    public async Task<bool> CreateUser(NewUser user, CancellationToken ct)
    {
        var document = new JsonObject
        {
            ["name"] = user.Name,
            ["email"] = user.Email,
            ["isAdmin"] = user.IsAdmin,
            ["isBot"] = user.IsBot,
            ["isEmailVerified"] = true,
            ["roles"] = new JsonArray([.. user.Roles.Select(r => (JsonNode)r)]),
        };
        if (!string.IsNullOrWhiteSpace(user.DisplayName))
            document["displayName"] = user.DisplayName;
        if (user.Description is { Length: > 0 } description)
            document["description"] = description;
        try
        {
            await database.Write(session => Insert(session, EntityTypes.Get("user"), [document], user.Id), ct);
        }
        catch (DbException e) when (DbExceptions.IsUniqueViolation(e))
        {
            // Decided below: this user was there, or another one has its name.
        }
        authorizer.Invalidate();
        return await authorizer.FindUser(user.Id, ct) is not null;
    }

    async Task<bool> IsSeeded(CancellationToken ct) => await database.Read(session => session.QueryFirst(ReadEdition, r => r.GetInt64(0)), ct) >= Edition;

    async Task Insert(Session session, EntityType type, IReadOnlyList<JsonObject> documents, Guid? id)
    {
        var drafts = documents.Select(document => Draft.Read(type, JsonSerializer.SerializeToElement(document, CatalogJson.Default.JsonObject), seed: true)).ToList();
        var plan = await new Planner(type, _secrets).Load(session, drafts, context: false);
        var (composer, writes) = (new Composer(type, _secrets), new WriteSet(type));
        foreach (var draft in drafts)
        {
            if (plan.Existing.ContainsKey(draft.Fqn))
                continue;
            if (draft.Problem is { } problem)
                throw new InvalidOperationException($"{type.Name} {draft.Name}: {problem}");
            var insertion = composer.Insert(draft, plan, Subject.System, options.Time.GetUtcNow().ToUnixTimeMilliseconds());
            if (!insertion.Ok)
                throw new InvalidOperationException($"{type.Name} {draft.Name}: {insertion.Refusal.Message}");
            writes.Insertions.Add(id is { } given ? WithId(insertion.Value, given) : insertion.Value);
        }
        if (!writes.IsEmpty)
            await writes.Apply(session);
    }

    static Insertion WithId(Insertion insertion, Guid id) => insertion with
    {
        Row = insertion.Row with { Id = id },
        Relations = [.. insertion.Relations.Select(r => new Storing.RelationRow(
            r.From == insertion.Row.Id ? id : r.From, r.Kind, r.To == insertion.Row.Id ? id : r.To, r.Position, r.Data))],
        Search = insertion.Search is { } search ? search with { Id = id } : null,
    };

    static JsonObject Prepared(string type, JsonObject document)
    {
        if (type is "policy" or "role" or "bot" or "classification" or "tag")
            document["provider"] ??= "system";
        if (type == "policy" && PolicyRules.Prepare(document, (string)document["name"]!) is { } reason)
            throw new InvalidOperationException($"{document["name"]}: {reason}");
        return document;
    }
}
