using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Changes;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Secrets;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Catalog.Writing;
using Portico.Storage;

namespace Portico.Catalog.Engine;

public sealed partial class MetadataCatalog
{
    /// <summary>Edits of the same person within this time become one version, as in OpenMetadata.</summary>
    static readonly TimeSpan s_session = TimeSpan.FromMinutes(10);

    /// <summary>What a patch cannot change; it is put back without a word.</summary>
    static readonly string[] s_readOnly =
        ["id", "name", "fullyQualifiedName", "version", "updatedAt", "updatedBy", "impersonatedBy", "href", "changeDescription", "incrementalChangeDescription", "serviceType", "followers", "votes", "provider"];

    /// <summary>Applies a JSON Patch (RFC 6902).</summary>
    public async Task<Result<Change>> Patch(Subject subject, string type, EntityKey key, JsonElement patch, PatchOptions options, CancellationToken ct)
    {
        var entity = EntityTypes.Get(type);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var done = await Attempt(attempt, entity, (session, writes) => PreparePatch(session, subject, entity, key, patch, options, writes), ct);
                if (!done.Ok)
                    return done.Refusal;
                Committed(entity);
                return await Changed(subject, entity, done.Value.Item1, done.Value.Item2, options.HrefBase, ct);
            }
            catch (Exception e) when (attempt < MostTries && IsOvertaken(e))
            {
                // Somebody else wrote first: look again, If-Match included.
            }
        }
    }

    async Task<Result<(ChangeKind, Guid)>> PreparePatch(
        Session session, Subject subject, EntityType type, EntityKey key, JsonElement patch, PatchOptions options, WriteSet writes)
    {
        var row = await EntityReads.One(session, type, key);
        if (row is null)
            return NotFound(type, key);
        var ids = new[] { row.Id }.Concat(row.Ancestors.Select(a => a.Id)).ToArray();
        var relations = await EntityReads.Relations(session, ids, type.References.Where(r => r.Writable || r.Always).Concat(s_guarding).Distinct());
        if (options.IfMatch is { } tag && !Matches(tag, row))
            return new Refusal(RefusalKind.Stale, $"The {type.Name} has changed: its version is {Tenths(row.Version)} now");
        var state = new EntityState(row, relations);
        var before = state.Body(type, _secrets);
        var after = before.DeepClone().AsObject();
        if (type.Secrets is { } hidden && !subject.IsBot)
            SecretMembers.Hide(after[hidden]);
        if (JsonPatch.Apply(after, patch) is { } problem)
            return new Refusal(RefusalKind.Invalid, problem);
        var checkedAfter = await Check(session, type, row, before, after);
        if (!checkedAfter.Ok)
            return checkedAfter.Refusal;
        after = checkedAfter.Value;
        var differences = Differ.Compare(type, before, after);
        if (!subject.IsAdmin && Forbidden(subject, type, differences.Any ? differences.Operations : Operation.ViewBasic, ContextOf(type, row, relations)) is { } forbidden)
            return forbidden;
        if (Escalates(subject, type, before, after) is { } escalation)
            return escalation;
        if (!differences.Any)
            return (ChangeKind.NoChange, row.Id);
        var (origin, net) = await SessionOrigin(session, subject, type, row, after, options);
        writes.Replacements.Add(new Composer(type, _secrets).Replace(state, before, after, origin, net ?? differences, differences, subject, options.ChangeSource ?? "Manual", Now));
        return (ChangeKind.Updated, row.Id);
    }

    /// <summary>Puts back what a patch cannot change, resolves references, and checks the members.</summary>
    async Task<Result<JsonObject>> Check(Session session, EntityType type, EntityRow row, JsonObject before, JsonObject after)
    {
        if (after["deleted"] is JsonValue deleted && deleted.TryGetValue<bool>(out var isDeleted) && isDeleted && !row.Deleted)
            return new Refusal(RefusalKind.Invalid, "Entity deleted attribute is read only. Use the DELETE method instead");
        foreach (var name in s_readOnly.Append("deleted").Concat(type.Ancestry.Select(a => a.Member)).Concat(type.References.Where(r => !r.Writable).Select(r => r.Name)))
            PutBack(before, after, name);
        if (type.Secrets is { } secret)
            SecretMembers.Unmask(after[secret], before[secret]);
        var resolver = new Resolver();
        var inputs = new Dictionary<ReferenceMember, List<ReferenceInput>>();
        foreach (var member in type.References.Where(r => r.Writable && after[r.Name] is not null))
        {
            var list = inputs[member] = [];
            foreach (var node in after[member.Name] is JsonArray many ? many.ToArray() : [after[member.Name]])
            {
                using var element = JsonDocument.Parse(node?.ToJsonString() ?? "null");
                if (ReferenceInput.Of(element.RootElement) is not { } input)
                    return new Refusal(RefusalKind.Invalid, $"{member.Name} must hold references with an id or a fullyQualifiedName");
                list.Add(input);
                resolver.Want(member, input);
            }
        }
        var composer = new Composer(type, _secrets);
        var tidy = composer.Check(after, row.Fqn, resolver, out var tags);
        if (!tidy.Ok)
            return tidy;
        await resolver.Load(session);
        foreach (var (member, list) in inputs)
        {
            var resolved = Composer.Resolve(member, list, resolver);
            if (!resolved.Ok)
                return resolved.Refusal;
            tidy.Value[member.Name] = resolved.Value;
        }
        return resolver.MissingTag(tags.Except(TagsOf(before))) is { } missing ? missing : tidy;
    }

    /// <summary>The tags that an entity carries already: they stay valid when the tag is deleted.</summary>
    static IEnumerable<(string, string)> TagsOf(JsonNode? node) => node switch
    {
        JsonObject members when (string?)(members["tagFQN"] as JsonValue) is { } fqn => [(fqn, (string?)members["source"] == "Glossary" ? "Glossary" : "Classification")],
        JsonObject members => members.Where(m => m.Key is "tags" or "columns" or "children").SelectMany(m => TagsOf(m.Value)),
        JsonArray items => items.SelectMany(TagsOf),
        _ => [],
    };

    static void PutBack(JsonObject before, JsonObject after, string name)
    {
        if (before[name] is { } value)
            after[name] = value.DeepClone();
        else
            after.Remove(name);
    }

    /// <summary>The version that the last edits of the same person started from, and what differs from it in all; nothing when this edit stands alone.</summary>
    async Task<(EntityState? Origin, Differences? Net)> SessionOrigin(Session session, Subject subject, EntityType type, EntityRow row, JsonObject after, PatchOptions options)
    {
        if (row.Version <= 1 || row.Deleted || options.IfMatch is not null || row.UpdatedBy != subject.Name || Now - row.UpdatedAt > s_session.TotalMilliseconds || row.Changes is null)
            return default;
        var changes = JsonNode.Parse(row.Changes)!["changeDescription"]!;
        if (changes["previousVersion"] is not JsonValue previous || !previous.TryGetValue<decimal>(out var number))
            return default;
        if (changes["fieldsUpdated"] is JsonArray updated && updated.Any(u => (string?)u?["name"] == "deleted"))
            return default;
        if (await EntityVersions.One(session, row, (long)(number * 10)) is not { } origin)
            return default;
        var body = EntityVersions.Compose(type, origin).ToObject();
        if (type.Secrets is { } secret)
            _secrets.Decrypt(body[secret]);
        return (new EntityState(origin.Row, Enumerable.Empty<Relation>().ToLookup(r => r.Of)), Differ.Compare(type, body, after));
    }

    /// <summary>
    /// Whether the caller has seen the current state: <c>*</c>, the weak tag <c>W/"version"</c>, or the strong tag that OpenMetadata 1.13's client makes itself,
    /// 16 hexadecimal digits of SHA-256 over <c>version-updatedAt</c>.
    /// </summary>
    static bool Matches(string ifMatch, EntityRow row) =>
        ifMatch.Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag == $"W/\"{Tenths(row.Version)}\"" || tag == StrongTag(row.Version, row.UpdatedAt));

    /// <summary>The strong entity tag of a state.</summary>
    public static string StrongTag(Document document) => StrongTag((long)(document.Version * 10), document.UpdatedAt);

    static string StrongTag(long version, long updatedAt) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Tenths(version)}-{updatedAt}")))[..16]}\"";

    static string Tenths(long version) => $"{version / 10}.{version % 10}";
}
