namespace Portico.Catalog.Documents;

/// <summary>Why an operation was refused.</summary>
/// <param name="Kind">The kind, which is also the HTTP status.</param>
/// <param name="Message">A sentence for the caller, in OpenMetadata's words where its clients read them.</param>
public sealed record Refusal(RefusalKind Kind, string Message);
