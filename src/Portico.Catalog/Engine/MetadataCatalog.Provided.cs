using System.Collections.Concurrent;
using System.Data.Common;
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
    readonly ConcurrentDictionary<string, bool> _provided = new();

    /// <summary>Writes the entities that a type brings along when they are first asked for: most installations never look at most of them, and a start need not wait.</summary>
    async ValueTask Provide(EntityType type, CancellationToken ct)
    {
        if (type.Provided is not { } provided || _provided.ContainsKey(type.Name))
            return;
        var planner = new Planner(type, _secrets);
        var drafts = provided().Select(d => Draft.Read(type, JsonSerializer.SerializeToElement(d, CatalogJson.Default.JsonObject), true)).ToList();
        var plan = await _database.Read(session => planner.Load(session, drafts, false), ct);
        var writes = new WriteSet(type);
        foreach (var draft in drafts.Where(d => !plan.Existing.ContainsKey(EntityReads.Canonical(type, d.Fqn))))
        {
            if (new Composer(type, _secrets).Insert(draft, plan, Subject.System, Now) is { Ok: true } insertion)
                writes.Insertions.Add(insertion.Value!);
        }
        try
        {
            if (!writes.IsEmpty)
                await _database.Write(writes.Apply, ct);
        }
        catch (DbException e) when (DbExceptions.IsUniqueViolation(e))
        {
            // Another node wrote them at the same time.
        }
        _provided[type.Name] = true;
    }
}
