namespace Portico.Catalog.Policies;

/// <summary>A parsed condition of a rule. Parsing knows OpenMetadata's functions and the operators <c>!</c>, <c>&amp;&amp;</c>, <c>||</c> (also <c>not</c>, <c>and</c>, <c>or</c>) and parentheses.</summary>
public sealed class Condition
{
    readonly Func<ConditionScope, bool> _holds;

    internal Condition(Func<ConditionScope, bool> holds, IReadOnlyList<ConditionReference> references) => (_holds, References) = (holds, references);

    /// <summary>No condition.</summary>
    public static Condition Always { get; } = new(static _ => true, []);

    /// <summary>The tags, teams and roles that the condition names.</summary>
    public IReadOnlyList<ConditionReference> References { get; }

    /// <summary>Parses; a condition that cannot be understood gives the reason and where, and is never taken for true or for false.</summary>
    public static bool TryParse(string? text, out Condition condition, out string error) => ConditionParser.TryParse(text, out condition, out error);

    internal bool Holds(ConditionScope scope) => _holds(scope);
}
