using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Changes;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Secrets;
using Portico.Catalog.Serving;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Catalog.Writing;
using Portico.Storage;

namespace Portico.Catalog.Engine;

public sealed partial class MetadataCatalog
{
    /// <summary>POST: a new entity from a create request; 409 when the name is taken.</summary>
    public Task<Result<Change>> Create(Subject subject, string type, JsonElement request, string? hrefBase, CancellationToken ct) =>
        CreateOrPut(subject, EntityTypes.Get(type), request, hrefBase, false, ct);

    /// <summary>PUT: a new entity from a create request, or the existing one brought up to it, by OpenMetadata's rules of what such a request overwrites.</summary>
    public Task<Result<Change>> Put(Subject subject, string type, JsonElement request, string? hrefBase, CancellationToken ct) =>
        CreateOrPut(subject, EntityTypes.Get(type), request, hrefBase, true, ct);

    async Task<Result<Change>> CreateOrPut(Subject subject, EntityType type, JsonElement request, string? hrefBase, bool put, CancellationToken ct)
    {
        // Validate
        var draft = Draft.Read(type, request, ReferenceEquals(subject, Subject.System));
        if (draft.Problem is { } problem)
            return new Refusal(RefusalKind.Invalid, problem);
        var planner = new Planner(type, _secrets);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Authorize, act, publish
                var done = await Attempt(attempt, type, async (session, writes) =>
                {
                    var plan = await planner.Load(session, [draft], !subject.IsAdmin);
                    return plan.Refused.TryGetValue(draft, out var refused) ? refused : Prepare(subject, type, draft, plan, put, writes);
                }, ct);
                if (!done.Ok)
                    return done.Refusal;
                var (kind, id) = done.Value;
                if (kind != ChangeKind.Restored)
                {
                    Committed(type);
                    return await Changed(subject, type, kind, id, hrefBase, ct);
                }
                // It is deleted: PUT takes that back first.
                var restored = await Restore(subject, type.Name, id, null, ct);
                if (!restored.Ok && restored.Refusal.Kind != RefusalKind.NotFound)
                    return restored.Refusal;
            }
            catch (Exception e) when (attempt < MostTries && IsOvertaken(e))
            {
                // Somebody else wrote first: look again.
            }
        }
    }

    Result<(ChangeKind, Guid)> Prepare(Subject subject, EntityType type, Draft draft, Plan plan, bool put, WriteSet writes)
    {
        var existing = plan.Existing.GetValueOrDefault(EntityReads.Canonical(type, draft.Fqn));
        if (existing is null)
            return PrepareNew(subject, type, draft, plan, writes);
        if (!put)
            return new Refusal(RefusalKind.Conflict, "Entity already exists");
        return existing.Row.Deleted ? (ChangeKind.Restored, existing.Row.Id) : PrepareUpdate(subject, type, draft, plan, existing, writes, subject.IsBot);
    }

    Task<Result<T>> Attempt<T>(int attempt, EntityType type, Func<Session, WriteSet, Task<Result<T>>> prepare, CancellationToken ct) => Attempt(attempt, type, false, Task.CompletedTask, prepare, ct);

    /// <summary>
    /// Prepares a write from what is stored, and writes it if that is still stored then. First without holding anybody up; whoever is overtaken again and again then does both
    /// in one transaction. Nothing is written until <paramref name="before"/> is done.
    /// </summary>
    async Task<Result<T>> Attempt<T>(int attempt, EntityType type, bool indexLater, Task before, Func<Session, WriteSet, Task<Result<T>>> prepare, CancellationToken ct)
    {
        if (attempt > TriesApart)
        {
            await before;
            return await _database.Write(async session =>
            {
                var inside = new WriteSet(type) { IndexLater = indexLater };
                var result = await prepare(session, inside);
                if (result.Ok && !inside.IsEmpty)
                    await inside.Apply(session);
                return result;
            }, ct);
        }
        var writes = new WriteSet(type) { IndexLater = indexLater };
        var prepared = await _database.Read(session => prepare(session, writes), ct);
        await before;
        if (prepared.Ok && !writes.IsEmpty)
            await _database.Write(writes.Apply, ct);
        return prepared;
    }

    static bool IsOvertaken(Exception e) => e is StaleException || (e is DbException db && DbExceptions.IsUniqueViolation(db));

    Result<(ChangeKind, Guid)> PrepareNew(Subject subject, EntityType type, Draft draft, Plan plan, WriteSet writes)
    {
        if (!subject.IsAdmin && Forbidden(subject, type, Operation.Create, ContextOfNew(draft, plan)) is { } forbidden)
            return forbidden;
        if (RuleOfType(subject, type, draft) is { } broken)
            return broken;
        var insertion = new Composer(type, _secrets).Insert(draft, plan, subject, Now, writes.IndexLater);
        if (!insertion.Ok)
            return insertion.Refusal;
        writes.Insertions.Add(insertion.Value);
        return (ChangeKind.Created, insertion.Value.Row.Id);
    }

    Result<(ChangeKind, Guid)> PrepareUpdate(Subject subject, EntityType type, Draft draft, Plan plan, EntityState existing, WriteSet writes, bool keepsFromBots)
    {
        if (!subject.IsAdmin && Forbidden(subject, type, Operation.EditAll, ContextOf(type, existing.Row, existing.Relations)) is { } forbidden)
            return forbidden;
        var composer = new Composer(type, _secrets);
        var members = composer.Members(draft, plan);
        if (!members.Ok)
            return members.Refusal;
        var before = existing.Body(type, _secrets);
        if (type.Secrets is { } secret)
            SecretMembers.Unmask(members.Value[secret], before[secret]);
        var after = Merge.Apply(type, before, members.Value, keepsFromBots);
        if (Escalates(subject, type, before, after) is { } escalation)
            return escalation;
        var differences = Differ.Compare(type, before, after);
        if (!differences.Any)
            return (ChangeKind.NoChange, existing.Row.Id);
        writes.Replacements.Add(composer.Replace(existing, before, after, null, differences, differences, subject, subject.IsBot ? "Ingested" : "Manual", Now));
        return (ChangeKind.Updated, existing.Row.Id);
    }

    /// <summary>The entity after a write, as the writer sees it.</summary>
    async Task<Result<Change>> Changed(Subject subject, EntityType type, ChangeKind kind, Guid id, string? hrefBase, CancellationToken ct)
    {
        var written = await _database.Read(async session =>
        {
            var row = await EntityReads.One(session, type, id);
            return row is null ? null : DocumentWriter.Write(type, row, type.FullProjection, await EntityReads.Relations(session, [row.Id, .. row.Ancestors.Select(a => a.Id)], type.References.Where(r => r.Writable || r.Always)), hrefBase);
        }, ct);
        return written is null ? NotFound(type, id) : new Change(kind, Shown(subject, type, written));
    }

    static ResourceContext ContextOfNew(Draft draft, Plan plan)
    {
        IEnumerable<Related> Own(string member) => draft.References.Where(r => r.Member.Name == member)
            .SelectMany(r => r.Inputs.Select(i => plan.Resolver.Find(r.Member, i))).Where(r => r.Ok).Select(r => r.Value!);

        var inherited = plan.Containers.TryGetValue(draft, out var container) ? ContextOf(EntityTypes.Get(container.Type), container, plan.Inherited) : ResourceContext.None;
        var owners = Own("owners").Select(o => new Principal(o.Id, o.Type == "team")).ToList();
        var domains = Own("domains").Select(d => d.Id).ToList();
        return new ResourceContext
        {
            Owners = owners.Count > 0 ? owners : inherited.Owners,
            Domains = domains.Count > 0 ? domains : inherited.Domains,
            Tags = [.. draft.Tags.Select(t => t.Fqn)],
        };
    }

    /// <summary>Who may make administrators and bots: administrators only, whatever a rule allows.</summary>
    Refusal? Escalates(Subject subject, EntityType type, JsonObject before, JsonObject after)
    {
        if (type.Name != "user" || subject.IsAdmin)
            return null;
        // People own themselves; what others gain by being in a team is not theirs to take.
        static IEnumerable<string?> Ids(JsonNode? list) => (list as JsonArray)?.Select(r => (string?)r?["id"]).Order() ?? Enumerable.Empty<string?>();
        if (!Ids(before["teams"]).SequenceEqual(Ids(after["teams"])) && Forbidden(subject, type, Operation.EditTeams, ResourceContext.None) is { } forbidden)
            return forbidden;
        foreach (var member in (ReadOnlySpan<string>)["isAdmin", "isBot", "roles", "authenticationMechanism", "email"])
        {
            if (!JsonNode.DeepEquals(before[member], after[member]) && Authorizer.CheckAdmin(subject) is { Allowed: false } decision)
                return new Refusal(RefusalKind.Forbidden, decision.Reason);
        }
        return null;
    }

    static Refusal? RuleOfType(Subject subject, EntityType type, Draft draft)
    {
        static bool IsTrue(JsonElement request, string member) =>
            request.TryGetProperty(member, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && string.Equals(value.GetString(), "true", StringComparison.OrdinalIgnoreCase)));
        if (type.ReadOnly && !ReferenceEquals(subject, Subject.System))
            return new Refusal(RefusalKind.Forbidden, $"{type.Name} entities are provided by the system");
        if (type.Name == "user" && !subject.IsAdmin && (IsTrue(draft.Request, "isAdmin") || IsTrue(draft.Request, "isBot") || draft.References.Exists(r => r.Member.Name == "roles" && r.Inputs.Count > 0))
            && Authorizer.CheckAdmin(subject) is { Allowed: false } decision)
            return new Refusal(RefusalKind.Forbidden, decision.Reason);
        return null;
    }
}
