namespace Portico.Catalog.Search;

/// <summary>A condition on one field.</summary>
/// <param name="Field">One of <see cref="SearchFields"/>.</param>
/// <param name="Values">One of these must hold; empty asks whether the field has any value at all.</param>
/// <param name="Not">Turns the condition around.</param>
public sealed record SearchFilter(string Field, IReadOnlyList<string> Values, bool Not = false);
