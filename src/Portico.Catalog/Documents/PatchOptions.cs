namespace Portico.Catalog.Documents;

/// <summary>How a patch is applied.</summary>
public sealed record PatchOptions
{
    /// <summary>The header <c>If-Match</c>: <c>*</c>, <c>W/"version"</c>, or a strong tag; <c>null</c> applies without a check.</summary>
    public string? IfMatch { get; init; }

    /// <summary>OpenMetadata's change source: Manual (default), Propagated, Automated, Derived, Ingested, Suggested.</summary>
    public string? ChangeSource { get; init; }

    /// <summary>What is shown of the result.</summary>
    public string? HrefBase { get; init; }
}
