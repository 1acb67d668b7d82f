namespace Portico.Catalog.Policies;

/// <summary>An entity that a condition names: <paramref name="Type"/> is <c>tag</c> (which a glossary term answers to as well), <c>team</c> or <c>role</c>.</summary>
public readonly record struct ConditionReference(string Type, string FullyQualifiedName);
