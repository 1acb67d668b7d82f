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
        var results = new List<(int Index, BulkRow Row)>();
        var drafts = new List<(int Index, Draft Draft)>();
        Task? writing = null;
        var index = 0;
        foreach (var request in requests.EnumerateArray())
        {
            drafts.Add((index++, Draft.Read(entity, request, false)));
            if (drafts.Count < RowsPerBatch)
                continue;
            // The next batch is read and checked while this one is written.
            writing = await Next(writing, drafts);
            drafts = [];
        }
        writing = await Next(writing, drafts);
        await writing;
        Committed(entity);
        var rows = results.OrderBy(r => r.Index).Select(r => r.Row).ToList();
        return new BulkResult([.. rows.Where(r => r.Status < 400)], [.. rows.Where(r => r.Status >= 400)]);

        async Task<Task> Next(Task? previous, List<(int Index, Draft Draft)> batch)
        {
            foreach (var (_, draft) in batch.Where(b => b.Draft is { Problem: null, ContainerInput: null or { Fqn: not null } }))
                draft.Complete(draft.ContainerInput is null ? null : EntityReads.Canonical(EntityTypes.Get(draft.Container!.Type), draft.ContainerInput.Fqn!), _secrets);
            if (previous is not null)
                await previous;
            return Task.Run(() => Batch(subject, entity, batch, overrideMetadata, results, ct), ct);
        }
    }

    async Task Batch(Subject subject, EntityType type, List<(int Index, Draft Draft)> batch, bool overrideMetadata, List<(int, BulkRow)> results, CancellationToken ct)
    {
        foreach (var (index, draft) in batch.Where(b => b.Draft.Problem is not null))
            results.Add((index, new BulkRow(draft.Fqn.Length > 0 ? draft.Fqn : draft.Name, 400, draft.Problem!)));
        var left = batch.Where(b => b.Draft.Problem is null).ToList();
        // Of rows with the same name the first creates, the others update: in rounds.
        while (left.Count > 0)
        {
            var names = new HashSet<string>();
            var round = left.Where(b => names.Add($"{b.Draft.ContainerInput}\0{b.Draft.Name}")).ToList();
            await Round(subject, type, round, left.Count > round.Count || overrideMetadata, overrideMetadata, results, ct);
            left = [.. left.Except(round)];
        }
    }

    async Task Round(
        Subject subject, EntityType type, List<(int Index, Draft Draft)> round, bool everything, bool overrideMetadata, List<(int, BulkRow)> results, CancellationToken ct)
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
                var done = await Attempt<RoundResult>(attempt, type, later, async (session, writes) =>
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
