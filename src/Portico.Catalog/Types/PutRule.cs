namespace Portico.Catalog.Types;

/// <summary>What PUT does to a stored member. PATCH always replaces.</summary>
enum PutRule
{
    /// <summary>The request's value, or its absence, counts.</summary>
    Replace,

    /// <summary>Absence, or an empty list, keeps what is stored.</summary>
    KeepWhenAbsent,

    /// <summary>Absence keeps; so does a bot where something is stored: what people wrote stays.</summary>
    KeepFromBots,

    /// <summary>The request's value counts, unless a bot meets something stored.</summary>
    ReplaceExceptBots,

    /// <summary>Union by tag; nothing is removed.</summary>
    MergeTags,

    /// <summary>Columns: by name, keeping from bots what people wrote about them.</summary>
    Columns,

    /// <summary>Table constraints: foreign keys that the request does not speak of stay.</summary>
    Constraints,
}
