namespace Portico.Catalog.Shapes;

/// <summary>One declared member.</summary>
sealed record Member(string Name, MemberKind Kind)
{
    public bool Required { get; init; }

    public bool Many { get; init; }

    /// <summary>The allowed values of <see cref="MemberKind.OneOf"/>.</summary>
    public IReadOnlySet<string>? Values { get; init; }

    /// <summary>The members within, for <see cref="MemberKind.Shape"/>; a delegate because columns hold columns.</summary>
    public Func<Shape>? Inner { get; init; }
}
