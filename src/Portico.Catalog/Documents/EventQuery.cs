namespace Portico.Catalog.Documents;

/// <summary>Which events are asked for.</summary>
/// <param name="Since">Milliseconds since 1970.</param>
/// <param name="Types">Entity types by kind of event (<c>entityCreated</c> ...), <c>*</c> for all; a kind without types is left out, unless no kind has any: then everything is meant.</param>
public sealed record EventQuery(long Since, IReadOnlyDictionary<string, string[]?> Types);
