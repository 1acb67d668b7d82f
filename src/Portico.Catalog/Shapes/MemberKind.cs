namespace Portico.Catalog.Shapes;

/// <summary>What a member of a document holds.</summary>
enum MemberKind
{
    Any,
    Object,
    Text,
    Name,
    Fqn,
    Uuid,
    Email,
    Integer,
    Number,
    Boolean,
    Timestamp,
    OneOf,
    Reference,
    Tag,
    Shape,
}
