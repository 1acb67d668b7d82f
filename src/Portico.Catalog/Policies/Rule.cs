namespace Portico.Catalog.Policies;

/// <summary>One rule of a policy, compiled.</summary>
sealed class Rule
{
    public required string Name { get; init; }

    public required string PolicyName { get; init; }

    public required bool Denies { get; init; }

    /// <summary>Expanded: All, ViewAll and EditAll stand for what they cover.</summary>
    public required OperationSet Operations { get; init; }

    /// <summary>Resource types in lower case; empty when the rule speaks of every resource.</summary>
    public required IReadOnlySet<string> Resources { get; init; }

    public required Condition Condition { get; init; }

    /// <summary>The rule as it was written.</summary>
    public required string Json { get; init; }

    public bool SpeaksOf(string resourceType) => Resources.Count == 0 || Resources.Contains(resourceType);
}
