namespace Portico.Catalog.Documents;

/// <summary>Kinds of refusal; the values are HTTP status codes.</summary>
public enum RefusalKind
{
    /// <summary>The request is malformed or breaks a rule.</summary>
    Invalid = 400,

    /// <summary>The subject may not do this.</summary>
    Forbidden = 403,

    /// <summary>No such entity.</summary>
    NotFound = 404,

    /// <summary>The name is taken.</summary>
    Conflict = 409,

    /// <summary>The entity has changed since the caller read it.</summary>
    Stale = 412,
}
