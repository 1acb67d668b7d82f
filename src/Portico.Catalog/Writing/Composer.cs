using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Changes;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Secrets;
using Portico.Catalog.Serving;
using Portico.Catalog.Shapes;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;

namespace Portico.Catalog.Writing;

/// <summary>Turns drafts and changed states into what is written.</summary>
sealed class Composer(EntityType type, SecretMembers secrets)
{
    static readonly JsonWriterOptions s_options = new() { Encoder = Fragment.Encoder, SkipValidation = true };

    /// <summary>Members that are columns, or spliced in when served.</summary>
    static readonly HashSet<string> s_columns =
    [
        "id", "name", "fullyQualifiedName", "version", "updatedAt", "updatedBy", "impersonatedBy", "href", "deleted", "changeDescription", "incrementalChangeDescription", "votes",
    ];

    /// <summary>A new entity from a draft.</summary>
    public Result<Insertion> Insert(Draft draft, Plan plan, Subject subject, long now, bool indexLater = false)
    {
        var id = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(now));
        plan.Containers.TryGetValue(draft, out var container);
        if (plan.Resolver.MissingTag(draft.Tags) is { } missing)
            return missing;
        var relations = new List<RelationRow>();
        var (owners, domains) = (new List<string>(), new List<string>());
        foreach (var (member, inputs) in draft.References)
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                var found = plan.Resolver.Find(member, inputs[i]);
                if (!found.Ok)
                    return found.Refusal;
                relations.Add(Row(member, id, found.Value.Id, i));
                if (member.Name == "owners")
                    owners.Add(found.Value.Name);
                else if (member.Name == "domains")
                    domains.Add(found.Value.Fqn);
            }
        }
        var serviceType = type.ShowsServiceType && container is not null ? Member(container.Core, "serviceType") : null;
        var row = new EntityRow
        {
            Id = id,
            Type = type.Name,
            Name = draft.Name,
            Fqn = EntityReads.Canonical(type, draft.Fqn),
            DisplayName = Text(draft.Request, "displayName"),
            ParentId = container?.Id,
            Version = 1,
            UpdatedAt = now,
            UpdatedBy = subject.Name,
            SourceHash = Text(draft.Request, "sourceHash"),
            Ancestors = container is null ? [] : [new Related(container.Id, container.Type, container.Name, container.Fqn, container.DisplayName, false), .. container.Ancestors.Take(2)],
            Extra = draft.Extra,
            Core = serviceType is null ? draft.Core : With(draft.Core, "serviceType", serviceType),
        };
        return new Insertion(
            row, relations, draft.Tags.Count == 0 ? [] : [.. draft.Tags.Select(t => t.Fqn).Distinct()],
            indexLater ? null : SearchDocuments.Of(type, row, draft.Request, owners, domains, draft.Tags.Select(t => t.Fqn), serviceType));
    }

    /// <summary>The request as the members of a state: in clear, references resolved.</summary>
    public Result<JsonObject> Members(Draft draft, Plan plan)
    {
        if (plan.Resolver.MissingTag(draft.Tags) is { } missing)
            return missing;
        var members = JsonNode.Parse(draft.Core)!.AsObject();
        if (draft.Extra is not null)
        {
            var extra = JsonNode.Parse(draft.Extra)!.AsObject();
            foreach (var (name, value) in extra.ToList())
            {
                extra.Remove(name);
                members[name] = value;
            }
        }
        if (type.Secrets is { } secret)
            secrets.Decrypt(members[secret]);
        foreach (var (member, inputs) in draft.References)
        {
            var references = Resolve(member, inputs, plan.Resolver);
            if (!references.Ok)
                return references.Refusal;
            members[member.Name] = references.Value;
        }
        return members;
    }

    /// <summary>A list of references, or one, as documents show it.</summary>
    public static Result<JsonNode> Resolve(ReferenceMember member, IReadOnlyList<ReferenceInput> inputs, Resolver resolver)
    {
        var list = new JsonArray();
        foreach (var input in inputs)
        {
            var found = resolver.Find(member, input);
            if (!found.Ok)
                return found.Refusal;
            if (!list.Any(r => (string?)r!["id"] == found.Value.Id.ToString()))
                list.Add(Reference(found.Value));
        }
        return member.Many ? list : list.Count > 0 ? list[0]!.DeepClone() : (Result<JsonNode>)new JsonArray();
    }

    static JsonNode? Reference(Related to)
    {
        var buffer = new ArrayBufferWriter<byte>(200);
        new Fragment(buffer).Reference(to, null, false);
        return JsonNode.Parse(buffer.WrittenSpan);
    }

    /// <summary>
    /// The new state to write. <paramref name="differences"/> are to <paramref name="origin"/>, which is the state before, or (when edits are taken together) an older
    /// version; <paramref name="last"/> are to the state before.
    /// </summary>
    public Replacement Replace(
        EntityState before, JsonObject body, JsonObject after, EntityState? origin, Differences differences, Differences last, Subject subject, string changeSource, long now)
    {
        var from = (origin ?? before).Row;
        var version = !differences.Any ? from.Version : from.Version + (differences.Breaking ? 10 : 1);
        var at = Math.Max(now, before.Row.UpdatedAt + 1);
        var stored = after.DeepClone().AsObject();
        if (type.Secrets is { } secret)
            secrets.Encrypt(stored[secret]);
        var (core, extra) = Split(stored);
        var row = before.Row with
        {
            DisplayName = (string?)after["displayName"],
            Version = version,
            UpdatedAt = at,
            UpdatedBy = subject.Name,
            SourceHash = (string?)after["sourceHash"],
            Changes = differences.Any ? Changes(before.Row, from.Version, differences, last, subject, changeSource, at) : origin?.Row.Changes,
            Core = core,
            Extra = extra,
        };
        var (added, removed) = Relations(before.Row.Id, body, after);
        var tags = ((after["tags"] as JsonArray)?.Select(t => (string?)t?["tagFQN"]).OfType<string>() ?? [])
            .Concat(SearchDocuments.ColumnTags(type.Columns is null ? null : after[type.Columns])).Distinct().ToArray();
        return new Replacement(
            before.Row, row, origin is null ? EntityState.References(type, body) : null, origin is not null && version == from.Version ? version : 0, added, removed, tags,
            SearchDocuments.Of(type, row, after));
    }

    static byte[] Changes(EntityRow before, long previous, Differences differences, Differences last, Subject subject, string changeSource, long at)
    {
        var summary = Summary(before, differences, subject, changeSource, at);
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["changeDescription"] = differences.Describe(previous, summary),
            ["incrementalChangeDescription"] = last.Describe(before.Version, summary),
        }, CatalogJson.Default.JsonObject);
    }

    /// <summary>Who wrote the descriptions last, and how: carried on from version to version.</summary>
    static JsonObject Summary(EntityRow before, Differences differences, Subject subject, string changeSource, long at)
    {
        var summary = before.Changes is null ? null : JsonNode.Parse(before.Changes)?["changeDescription"]?["changeSummary"] as JsonObject;
        var result = summary?.DeepClone().AsObject() ?? [];
        foreach (var change in differences.Added.Concat(differences.Updated).Where(c => c.Name == "description" || c.Name.EndsWith(".description", StringComparison.Ordinal)))
            result[change.Name] = new JsonObject { ["changeSource"] = changeSource, ["changedBy"] = subject.Name, ["changedAt"] = at };
        foreach (var change in differences.Deleted)
            result.Remove(change.Name);
        return result;
    }

    /// <summary>Checks the members of a changed state against the type's shape; their tidy form, or what is wrong.</summary>
    public Result<JsonObject> Check(JsonObject after, string fqn, Resolver resolver, out IReadOnlyCollection<(string Fqn, string Source)> tags)
    {
        using var document = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(after, CatalogJson.Default.JsonObject));
        var buffer = new ArrayBufferWriter<byte>(4096);
        var reader = new ShapeReader { ColumnsOf = type.Columns is null ? null : fqn };
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartObject();
            reader.Members(type.Entity, document.RootElement, writer);
            writer.WriteEndObject();
        }
        tags = reader.Tags;
        if (reader.Problems.Count > 0)
            return new Refusal(RefusalKind.Invalid, reader.Message);
        resolver.WantTags(reader.Tags);
        var tidy = JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
        return type.Prepare?.Invoke(tidy, fqn) is { } problem ? new Refusal(RefusalKind.Invalid, problem) : tidy;
    }

    (byte[] Core, byte[]? Extra) Split(JsonObject state)
    {
        var core = new ArrayBufferWriter<byte>(1024);
        var extra = new ArrayBufferWriter<byte>(256);
        using (var coreWriter = new Utf8JsonWriter(core, s_options))
        using (var extraWriter = new Utf8JsonWriter(extra, s_options))
        {
            coreWriter.WriteStartObject();
            extraWriter.WriteStartObject();
            foreach (var (name, value) in state)
            {
                if (value is null || s_columns.Contains(name) || type.Reference(name) is not null || type.Ancestry.Any(a => a.Member == name))
                    continue;
                var writer = type.IsOnRequest(name) ? extraWriter : coreWriter;
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            coreWriter.WriteEndObject();
            extraWriter.WriteEndObject();
        }
        return (core.WrittenSpan.ToArray(), extra.WrittenCount > 2 ? extra.WrittenSpan.ToArray() : null);
    }

    (List<RelationRow> Added, List<RelationRow> Removed) Relations(Guid id, JsonObject before, JsonObject after)
    {
        var (added, removed) = (new List<RelationRow>(), new List<RelationRow>());
        foreach (var member in type.References.Where(r => r is { Writable: true, Versioned: true }))
        {
            var (old, now) = (Ids(before[member.Name]), Ids(after[member.Name]));
            removed.AddRange(old.Except(now).Select(to => Row(member, id, to, 0)));
            for (var i = 0; i < now.Count; i++)
            {
                if (i >= old.Count || old[i] != now[i])
                    added.Add(Row(member, id, now[i], i));
            }
        }
        return (added, removed);
    }

    static List<Guid> Ids(JsonNode? node) =>
        [.. (node is JsonArray list ? list.OfType<JsonNode>() : node is null ? [] : [node]).Select(r => Guid.Parse((string)r["id"]!))];

    static RelationRow Row(ReferenceMember member, Guid own, Guid other, long position) =>
        member.Inverse ? new RelationRow(other, member.Kind, own) : new RelationRow(own, member.Kind, other, position);

    static string? Text(JsonElement request, string name) => request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static string? Member(byte[] json, string name)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }
        return null;
    }

    static byte[] With(byte[] json, string name, string value)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        var fragment = new Fragment(buffer);
        if (json.Length > 2)
            fragment.Raw(","u8);
        fragment.Text(name);
        fragment.Raw(":"u8);
        fragment.Text(value);
        fragment.Raw("}"u8);
        var result = GC.AllocateUninitializedArray<byte>(json.Length - 1 + buffer.WrittenCount);
        json.AsSpan(0, json.Length - 1).CopyTo(result);
        buffer.WrittenSpan.CopyTo(result.AsSpan(json.Length - 1));
        return result;
    }
}
