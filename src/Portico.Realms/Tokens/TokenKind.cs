namespace Portico.Realms.Tokens;

/// <summary>Where a mapper may put its claim.</summary>
enum TokenKind
{
    /// <summary>The access token.</summary>
    Access,

    /// <summary>The ID token.</summary>
    Id,

    /// <summary>The userinfo answer.</summary>
    Userinfo,

    /// <summary>The introspection answer.</summary>
    Introspection,

    /// <summary>The access token of a client that wants it small.</summary>
    Lightweight,
}
