using System.Collections.Concurrent;
using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Catalog.Writing;
using Portico.Storage;

namespace Portico.Catalog.Engine;

public sealed partial class MetadataCatalog
{
    /// <summary>Rows of one transaction: enough to share its cost, few enough for others to come in between.</summary>
    const int RowsPerBatch = 500;

    /// <summary>Requests that one task brings into their stored form.</summary>
    const int DraftsPerTask = 50;

    /// <summary>Larger batches are found by search a moment after they are written, smaller ones with their commit.</summary>
    const int RowsIndexedAtOnce = 100;

    /// <summary>
    /// PUT for many create requests: good rows are written, the others are reported. A row whose source hash is that of the stored entity says nothing new and is
    /// skipped, unless <paramref name="overrideMetadata"/>, which also lets a bot overwrite what people wrote.
    /// </summary>
    public async Task<Result<BulkResult>> BulkPut(Subject subject, string type, JsonElement requests, bool overrideMetadata, CancellationToken ct)
    {
        var entity = EntityTypes.Get(type);
        if (requests.ValueKind != JsonValueKind.Array)
            return new Refusal(RefusalKind.Invalid, "A bulk request must be an array of create requests");
        // What a batch refers to must be written before it is prepared, if rows of the type refer to each other. Rows of one name in two batches are noticed when they are written.
        var ahead = entity.Containers.All(c => c.Type != type) && entity.References.All(r => !r.Targets.Contains(type));
        var batches = new List<Task<List<(int Index, BulkRow Row)>>>();
        try
        {
            foreach (var chunk in requests.EnumerateArray().Select((request, index) => (Index: index, Request: request)).Chunk(RowsPerBatch))
            {
                // This batch is checked and prepared while the one before it is written.
                var batch = new (int Index, Draft Draft)[chunk.Length];
                Parallel.ForEach(Partitioner.Create(0, chunk.Length, DraftsPerTask), range =>
                {
                    for (var i = range.Item1; i < range.Item2; i++)
                        batch[i] = (chunk[i].Index, Drafted(entity, chunk[i].Request));
                });
                if (batches.Count > (ahead ? 1 : 0))
                    await batches[^(ahead ? 2 : 1)];
                Task before = batches.Count > 0 ? batches[^1] : Task.CompletedTask;
                batches.Add(Task.Run(() => Batch(subject, entity, batch, overrideMetadata, before, ct), ct));
            }
        }
        finally
        {
            // Whatever happened: the requests are read from until these end.
            await Task.WhenAll(batches);
        }
        Committed(entity);
        var rows = batches.SelectMany(b => b.Result).OrderBy(r => r.Index).Select(r => r.Row).ToList();
        return new BulkResult([.. rows.Where(r => r.Status < 400)], [.. rows.Where(r => r.Status >= 400)]);
    }

    /// <summary>A request brought into its stored form already, unless only the database knows what its container is called.</summary>
    Draft Drafted(EntityType type, JsonElement request)
    {
        var draft = Draft.Read(type, request, false);
        if (draft is { Problem: null, ContainerInput: null or { Fqn: not null } })
            draft.Complete(draft.ContainerInput is null ? null : EntityReads.Canonical(EntityTypes.Get(draft.Container!.Type), draft.ContainerInput.Fqn!), _secrets);
        return draft;
    }

    /// <summary>Writes nothing until <paramref name="before"/> is done.</summary>
    async Task<List<(int Index, BulkRow Row)>> Batch(
        Subject subject, EntityType type, IReadOnlyList<(int Index, Draft Draft)> batch, bool overrideMetadata, Task before, CancellationToken ct)
    {
        var results = new List<(int, BulkRow)>();
        foreach (var (index, draft) in batch.Where(b => b.Draft.Problem is not null))
            results.Add((index, new BulkRow(draft.Fqn.Length > 0 ? draft.Fqn : draft.Name, 400, draft.Problem!)));
        var left = batch.Where(b => b.Draft.Problem is null).ToList();
        // Of rows with the same name the first creates, the others update: in rounds.
        while (left.Count > 0)
        {
            var names = new HashSet<string>();
            var round = left.Where(b => names.Add($"{b.Draft.ContainerInput}\0{b.Draft.Name}")).ToList();
            await Round(subject, type, round, left.Count > round.Count || overrideMetadata, overrideMetadata, results, before, ct);
            left = [.. left.Except(round)];
        }
        await before;
        return results;
    }

    async Task Round(
        Subject subject, EntityType type, List<(int Index, Draft Draft)> round, bool everything, bool overrideMetadata, List<(int, BulkRow)> results, Task before, CancellationToken ct)
    {
        bool Unchanged(Draft draft, string? hash, bool deleted) =>
            !everything && !deleted && hash is not null && draft.Request.TryGetProperty("sourceHash", out var given) && given.ValueEquals(hash);

        var planner = new Planner(type, _secrets);
        var unrestorable = new HashSet<Guid>();
        var later = type.Searchable && round.Count > RowsIndexedAtOnce;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var done = await Attempt<RoundResult>(attempt, type, later, before, async (session, writes) =>
                {
                    var skipped = new HashSet<Draft>();
                    var plan = await planner.Load(session, [.. round.Select(r => r.Draft)], !subject.IsAdmin, (draft, hash, deleted) =>
                    {
                        if (!Unchanged(draft, hash, deleted))
                            return false;
                        skipped.Add(draft);
                        return true;
                    });
                    var deleted = plan.Existing.Values.Where(s => s.Row.Deleted).Select(s => s.Row.Id).Except(unrestorable).ToList();
                    return deleted.Count > 0
                        ? new RoundResult([], deleted)
                        : new RoundResult([.. round.Select(r => (r.Index, Prepare(subject, type, r.Draft, plan, skipped, writes, overrideMetadata)))], []);
                }, ct);
                var (rows, toRestore) = done.Value!;
                if (toRestore.Count == 0)
                {
                    if (later)
                        _backlog.Touch();
                    results.AddRange(rows);
                    return;
                }
                foreach (var id in toRestore)
                {
                    if (!(await Restore(subject, type.Name, id, null, ct)).Ok)
                        unrestorable.Add(id);
                }
            }
            catch (Exception e) when (attempt < MostTries && IsOvertaken(e))
            {
                // Somebody else wrote first: look again.
            }
        }
    }

    BulkRow Prepare(Subject subject, EntityType type, Draft draft, Plan plan, HashSet<Draft> skipped, WriteSet writes, bool overrideMetadata)
    {
        if (plan.Refused.TryGetValue(draft, out var refused))
            return new BulkRow(draft.Fqn.Length > 0 ? draft.Fqn : draft.Name, (int)refused.Kind, refused.Message);
        if (skipped.Contains(draft))
            return new BulkRow(draft.Fqn, 200, "Unchanged");
        var existing = plan.Existing.GetValueOrDefault(EntityReads.Canonical(type, draft.Fqn));
        if (existing is { Row.Deleted: true })
            return new BulkRow(draft.Fqn, 403, $"{type.Name} {draft.Fqn} is deleted and cannot be restored by {subject.Name}");
        var result = existing is null ? PrepareNew(subject, type, draft, plan, writes) : PrepareUpdate(subject, type, draft, plan, existing, writes, subject.IsBot && !overrideMetadata);
        return result.Ok
            ? new BulkRow(draft.Fqn, 200, result.Value.Item1 switch { ChangeKind.Created => "Created", ChangeKind.Updated => "Updated", _ => "Unchanged" })
            : new BulkRow(draft.Fqn, (int)result.Refusal.Kind, result.Refusal.Message);
    }

    sealed record RoundResult(IReadOnlyList<(int, BulkRow)> Rows, IReadOnlyList<Guid> ToRestore);
}
