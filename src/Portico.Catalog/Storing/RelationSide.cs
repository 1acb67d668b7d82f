namespace Portico.Catalog.Storing;

/// <summary>From which side a relation is read.</summary>
enum RelationSide
{
    /// <summary>The row's own direction.</summary>
    Forward,

    /// <summary>Against it.</summary>
    Inverse,

    /// <summary>Containment: <c>Kind</c> is the child's type.</summary>
    Child,
}
