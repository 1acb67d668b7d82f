using Portico.Catalog.Documents;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Storage;

namespace Portico.Catalog.Writing;

/// <summary>Finds the entities that requests refer to: everything that any of them wants, in one query per type and one for ids.</summary>
sealed class Resolver
{
    readonly HashSet<Guid> _ids = [];
    readonly Dictionary<string, HashSet<string>> _names = [];
    readonly Dictionary<Guid, Related> _byId = [];
    readonly Dictionary<(string Type, string Fqn), Related> _byName = [];

    public void Want(ReferenceMember member, ReferenceInput input)
    {
        if (input.Id is { } id)
            _ids.Add(id);
        else
        {
            foreach (var type in Types(member, input))
                WantName(type, input.Fqn!);
        }
    }

    public void WantTags(IEnumerable<(string Fqn, string Source)> tags)
    {
        foreach (var (fqn, source) in tags)
            WantName(TagType(source), fqn);
    }

    public async Task Load(Session session)
    {
        if (_ids.Count > 0)
        {
            foreach (var found in await EntityReads.Related(session, _ids))
                _byId[found.Id] = found;
        }
        foreach (var (type, names) in _names)
        {
            foreach (var found in await EntityReads.Related(session, type, names))
                _byName[(type, found.Fqn)] = found;
        }
    }

    /// <summary>What a member's input names, or a 404 in OpenMetadata's words.</summary>
    public Result<Related> Find(ReferenceMember member, ReferenceInput input)
    {
        Related? found = null;
        if (input.Id is { } id)
            found = _byId.GetValueOrDefault(id);
        else
        {
            foreach (var type in Types(member, input))
                found ??= _byName.GetValueOrDefault((type, Canonical(type, input.Fqn!)));
        }
        return found is not null && !found.Deleted && (member.Targets.Length == 0 || member.Targets.Contains(found.Type)) && (input.Type is null || input.Id is null || input.Type == found.Type)
            ? found
            : new Refusal(RefusalKind.NotFound, $"{input.Type ?? member.Targets.FirstOrDefault() ?? "entity"} instance for {input} not found");
    }

    /// <summary>The first of the tags that does not exist, as a 404.</summary>
    public Refusal? MissingTag(IEnumerable<(string Fqn, string Source)> tags)
    {
        foreach (var (fqn, source) in tags)
        {
            if (!_byName.TryGetValue((TagType(source), Canonical(TagType(source), fqn)), out var tag) || tag.Deleted)
                return new Refusal(RefusalKind.NotFound, $"{TagType(source)} instance for {fqn} not found");
        }
        return null;
    }

    static string TagType(string source) => source == "Glossary" ? "glossaryTerm" : "tag";

    static string[] Types(ReferenceMember member, ReferenceInput input) => input.Type is { } type ? [type] : member.Targets;

    void WantName(string type, string fqn)
    {
        if (!_names.TryGetValue(type, out var names))
            _names[type] = names = [];
        names.Add(Canonical(type, fqn));
    }

    static string Canonical(string type, string fqn) => EntityTypes.Find(type) is { } known ? EntityReads.Canonical(known, fqn) : fqn;
}
