namespace Portico.Bench;

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">The value with its unit, and what it was compared with.</param>
/// <param name="Budget">The budget as it is written in the plan; <c>null</c> for a figure that is only shown.</param>
/// <param name="Kept">Whether the budget is kept.</param>
sealed record Figure(string What, string Measured, string? Budget = null, bool Kept = true)
{
    public string Verdict => Budget is null ? "" : Kept ? "kept" : "**missed**";
}
