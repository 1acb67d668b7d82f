namespace Portico.Catalog.Shapes;

/// <summary>Shapes that many entity types share, with OpenMetadata 1.13's members.</summary>
static class CommonShapes
{
    public static Shape TagLabel { get; } = Shape.Parse(
        "TagLabel", "tagFQN*:fqn, name, displayName, description, style:object, source:Classification|Glossary|Tag, labelType:Manual|Propagated|Automated|Derived|Generated, state:Suggested|Confirmed, href, reason, appliedAt:any, appliedBy, metadata:object", _ => null);
}
