using System.Text.Json;

namespace Portico.Catalog.Shapes;

/// <summary>One declared member.</summary>
sealed record Member(string Name, MemberKind Kind)
{
    /// <summary>The name as it is written.</summary>
    public JsonEncodedText Written { get; } = JsonEncodedText.Encode(Name);

    public bool Required { get; init; }

    public bool Many { get; init; }

    /// <summary>The allowed values of <see cref="MemberKind.OneOf"/>.</summary>
    public HashSet<string>? Values { get; init; }

    /// <summary>The members within, for <see cref="MemberKind.Shape"/>; a delegate because columns hold columns.</summary>
    public Func<Shape>? Inner { get; init; }
}
