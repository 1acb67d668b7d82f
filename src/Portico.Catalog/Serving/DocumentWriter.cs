using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;

namespace Portico.Catalog.Serving;

/// <summary>
/// Puts a document together: head, stored members as they lie there, references, tail. What is stored is copied, not parsed; only on-request members are looked
/// through, for those that were asked for.
/// </summary>
static class DocumentWriter
{
    /// <summary>The data of a vote for an entity; any other is against it.</summary>
    public const string VotedUp = "\"votedUp\"";

    const int Tail = 400;

    /// <summary>Members that an entity inherits from what contains it when it has none of its own.</summary>
    static readonly string[] s_inherited = ["owners", "domains", "experts", "reviewers"];

    public static Document Write(EntityType type, EntityRow row, Projection projection, ILookup<Guid, Relation>? relations, string? hrefBase, bool inherit = true)
    {
        var buffer = new ArrayBufferWriter<byte>(row.Core.Length + (row.Extra?.Length ?? 0) + (row.Changes?.Length ?? 0) + Tail + (row.Ancestors.Count * 300));
        var json = new Fragment(buffer);
        json.Raw("{\"id\":\""u8);
        json.Id(row.Id);
        json.Raw("\",\"name\":"u8);
        json.Text(row.Name);
        json.Raw(",\"fullyQualifiedName\":"u8);
        json.Text(row.Fqn);
        json.Inner(row.Core);
        if (row.Extra is not null)
            Extra(json, row.Extra, projection);
        Ancestors(json, type, row, hrefBase);
        if (relations is not null)
            References(json, type, row, projection, relations, hrefBase, inherit);
        json.Raw(",\"version\":"u8);
        json.Version(row.Version);
        json.Raw(",\"updatedAt\":"u8);
        json.Number(row.UpdatedAt);
        json.Raw(",\"updatedBy\":"u8);
        json.Text(row.UpdatedBy);
        if (type.SoftDelete)
            json.Raw(row.Deleted ? ",\"deleted\":true"u8 : ",\"deleted\":false"u8);
        if (row.Changes is not null)
            json.Inner(row.Changes);
        if (hrefBase is not null)
            json.Href(hrefBase, type, row.Id);
        json.Raw("}"u8);
        return new Document(row.Id, type.Name, row.Fqn, row.Version / 10m, row.UpdatedAt, row.Deleted, buffer.WrittenMemory);
    }

    static void Extra(Fragment json, byte[] extra, Projection projection)
    {
        if (projection.Everything)
        {
            json.Inner(extra);
            return;
        }
        if (projection.Names.Count == 0)
            return;
        var reader = new Utf8JsonReader(extra);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var shown = projection.Shows(reader.GetString()!);
            reader.Skip();
            if (!shown)
                continue;
            json.Raw(","u8);
            json.Raw(extra.AsSpan(start, (int)reader.BytesConsumed - start));
        }
    }

    static void Ancestors(Fragment json, EntityType type, EntityRow row, string? hrefBase)
    {
        for (var i = 0; i < row.Ancestors.Count; i++)
        {
            var ancestor = row.Ancestors[i];
            var member = EntityTypes.MemberFor(ancestor.Type);
            // Of the tags around a tag only the nearest is its parent; a domain shows its parent only.
            if (member == "parent" && i > 0)
                continue;
            json.Raw(",\""u8);
            json.Plain(member);
            json.Raw("\":"u8);
            json.Reference(ancestor, hrefBase, false);
        }
    }

    static void References(Fragment json, EntityType type, EntityRow row, Projection projection, ILookup<Guid, Relation> relations, string? hrefBase, bool inherit)
    {
        foreach (var member in projection.References)
        {
            var inherited = false;
            var found = Of(relations, row.Id, member);
            if (found.Count == 0 && inherit && s_inherited.Contains(member.Name))
            {
                inherited = true;
                found = row.Ancestors.Select(a => Of(relations, a.Id, member)).FirstOrDefault(f => f.Count > 0) ?? [];
            }
            if (found.Count == 0)
                continue;
            if (ReferenceEquals(member, Common.Votes))
            {
                Votes(json, found, hrefBase);
                continue;
            }
            json.Raw(",\""u8);
            json.Plain(member.Name);
            json.Raw(member.Many ? "\":["u8 : "\":"u8);
            for (var i = 0; i < (member.Many ? found.Count : 1); i++)
            {
                if (i > 0)
                    json.Raw(","u8);
                json.Reference(found[i].To, hrefBase, inherited);
            }
            if (member.Many)
                json.Raw("]"u8);
        }
    }

    static void Votes(Fragment json, List<Relation> votes, string? hrefBase)
    {
        var (up, down) = (votes.Where(v => v.Data == VotedUp).ToList(), votes.Where(v => v.Data != VotedUp).ToList());
        json.Raw(",\"votes\":{\"upVotes\":"u8);
        json.Number(up.Count);
        json.Raw(",\"downVotes\":"u8);
        json.Number(down.Count);
        foreach (var (voters, name) in (ReadOnlySpan<(List<Relation>, string)>)[(up, "upVoters"), (down, "downVoters")])
        {
            json.Raw(",\""u8);
            json.Plain(name);
            json.Raw("\":["u8);
            for (var i = 0; i < voters.Count; i++)
            {
                if (i > 0)
                    json.Raw(","u8);
                json.Reference(voters[i].To, hrefBase, false);
            }
            json.Raw("]"u8);
        }
        json.Raw("}"u8);
    }

    /// <summary>The live entities that a member refers to.</summary>
    public static List<Relation> Of(ILookup<Guid, Relation> relations, Guid id, ReferenceMember member)
    {
        var side = EntityReads.SideOf(member);
        var kind = member.Children ? member.Targets[0] : member.Kind;
        return [.. relations[id].Where(r => r.Side == side && r.Kind == kind && (!r.To.Deleted || member.Always))];
    }
}
