using Portico.Catalog.Documents;
using Portico.Catalog.Types;

namespace Portico.Catalog.Serving;

/// <summary>Which members a read shows besides those always served.</summary>
sealed record Projection(bool Everything, IReadOnlySet<string> Names, IReadOnlyList<ReferenceMember> References)
{
    static readonly HashSet<string> s_none = [];

    /// <summary>Parses <c>fields</c>; an unknown name is refused as OpenMetadata does.</summary>
    public static Result<Projection> Of(EntityType type, string? fields)
    {
        if (string.IsNullOrWhiteSpace(fields))
            return type.PlainProjection;
        var names = fields.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Contains("*"))
            return type.FullProjection;
        foreach (var name in names)
        {
            if (!type.IsField(name))
                return new Refusal(RefusalKind.Invalid, $"Invalid field name {name}");
        }
        var set = names.ToHashSet();
        return new Projection(false, set, [.. type.References.Where(r => r.Always || set.Contains(r.Name))]);
    }

    /// <summary>What is shown when nobody asks for more.</summary>
    public static Projection Plain(EntityType type) => new(false, s_none, [.. type.References.Where(r => r.Always)]);

    /// <summary>Everything there is.</summary>
    public static Projection Full(EntityType type) => new(true, s_none, type.References);

    /// <summary>Whether an on-request member is shown.</summary>
    public bool Shows(string member) => Everything || Names.Contains(member) || (member == "certification" && Names.Contains("tags"));
}
