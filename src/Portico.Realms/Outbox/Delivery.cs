namespace Portico.Realms.Outbox;

/// <summary>How an attempt to send ended.</summary>
/// <param name="IsDone">It arrived.</param>
/// <param name="IsFinal">It did not, and another attempt will not help.</param>
/// <param name="Reason">Why not, for the log.</param>
sealed record Delivery(bool IsDone, bool IsFinal, string Reason)
{
    public static Delivery Done { get; } = new(true, true, "");

    public static Delivery Later(string reason) => new(false, false, reason);

    public static Delivery Never(string reason) => new(false, true, reason);
}
