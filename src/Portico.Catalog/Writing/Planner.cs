using Portico.Catalog.Documents;
using Portico.Catalog.Names;
using Portico.Catalog.Secrets;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Storage;

namespace Portico.Catalog.Writing;

/// <summary>Loads, in a few queries, everything that a set of create requests needs to know.</summary>
sealed class Planner(EntityType type, SecretMembers secrets)
{
    const string Versions = "SELECT e.fqn, e.source_hash, e.deleted FROM entity e WHERE e.type = @type AND $any(e.fqn, @fqns)";

    static readonly ReferenceMember[] s_inheritable = [Common.Owners, Common.Domains, Common.Reviewers];

    /// <summary>Completes the drafts and loads what they meet. Stored entities that <paramref name="unchanged"/> says are the same already are not loaded.</summary>
    public async Task<Plan> Load(Session session, IReadOnlyList<Draft> drafts, bool context, Func<Draft, string?, bool, bool>? unchanged = null)
    {
        var plan = new Plan { Resolver = new Resolver() };
        await Containers(session, plan, drafts);
        foreach (var draft in drafts)
        {
            if (plan.Refused.ContainsKey(draft))
                continue;
            if (draft.Fqn.Length == 0)
                draft.Complete(plan.Containers.TryGetValue(draft, out var container) ? container.Fqn : null, secrets);
            if (draft.Problem is { } problem)
            {
                plan.Refused[draft] = new Refusal(RefusalKind.Invalid, problem);
                continue;
            }
            foreach (var (member, inputs) in draft.References)
            {
                foreach (var input in inputs)
                    plan.Resolver.Want(member, input);
            }
            plan.Resolver.WantTags(draft.Tags);
        }
        await plan.Resolver.Load(session);
        await Existing(session, plan, drafts, unchanged);
        if (context)
            plan.Inherited = await EntityReads.Relations(session, [.. plan.Containers.Values.SelectMany(c => c.Ancestors.Select(a => a.Id).Append(c.Id)).Distinct()], s_inheritable);
        return plan;
    }

    static async Task Containers(Session session, Plan plan, IReadOnlyList<Draft> drafts)
    {
        foreach (var group in drafts.Where(d => d.ContainerInput is not null).GroupBy(d => d.Container!))
        {
            var container = EntityTypes.Get(group.Key.Type);
            var names = group.Where(d => d.ContainerInput!.Fqn is not null).Select(d => EntityReads.Canonical(container, d.ContainerInput!.Fqn!)).Distinct().ToArray();
            var ids = group.Where(d => d.ContainerInput!.Id is not null).Select(d => d.ContainerInput!.Id!.Value).Distinct().ToArray();
            var byName = names.Length == 0 ? [] : (await EntityReads.Many(session, container, names)).ToDictionary(r => r.Fqn);
            var byId = ids.Length == 0 ? [] : (await EntityReads.Many(session, ids)).Where(r => r.Type == container.Name).ToDictionary(r => r.Id);
            foreach (var draft in group)
            {
                var input = draft.ContainerInput!;
                var found = input.Id is { } id ? byId.GetValueOrDefault(id) : byName.GetValueOrDefault(EntityReads.Canonical(container, input.Fqn!));
                if (found is { Deleted: false })
                    plan.Containers[draft] = found;
                else
                    plan.Refused[draft] = new Refusal(RefusalKind.NotFound, $"{container.Name} instance for {input} not found");
            }
        }
    }

    async Task Existing(Session session, Plan plan, IReadOnlyList<Draft> drafts, Func<Draft, string?, bool, bool>? unchanged)
    {
        var left = drafts.Where(d => !plan.Refused.ContainsKey(d)).ToList();
        var names = left.Select(d => EntityReads.Canonical(type, d.Fqn)).Distinct().ToArray();
        if (unchanged is not null)
        {
            var stored = (await session.Query(Versions, r => (r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1), r.GetBoolean(2)), ("type", type.Name), ("fqns", names)))
                .ToDictionary(s => s.Item1);
            names = [.. left.Where(d => stored.TryGetValue(d.Fqn, out var s) && !unchanged(d, s.Item2, s.Item3)).Select(d => d.Fqn).Distinct()];
        }
        if (names.Length == 0)
            return;
        var rows = await EntityReads.Many(session, type, names);
        var relations = await EntityReads.Relations(session, [.. rows.Select(r => r.Id)], type.References.Where(r => r.Writable || r.Always));
        foreach (var row in rows)
            plan.Existing[row.Fqn] = new EntityState(row, relations);
    }
}
