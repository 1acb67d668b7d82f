using System.Net;
using System.Net.Http.Headers;

namespace Portico.Ingestion.Catalog;

/// <summary>
/// When to try again: after 429, 502, 503, 504 and lost connections, after the time that Retry-After names, else after a doubling time of which up to half is left to chance,
/// so that many clients do not come back at the same moment.
/// </summary>
sealed class Backoff(TimeProvider time, Random random)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    static readonly TimeSpan LongestAsked = TimeSpan.FromSeconds(120);

    public TimeProvider Time => time;

    public static bool IsWorthAnotherTry(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    public static bool IsWorthAnotherTry(Exception e, CancellationToken ct) =>
        e is HttpRequestException or IOException || (e is TaskCanceledException && !ct.IsCancellationRequested);

    /// <summary>The pause before try number <paramref name="attempt"/> + 1.</summary>
    public TimeSpan Pause(int attempt, RetryConditionHeaderValue? retryAfter)
    {
        var asked = retryAfter?.Delta ?? (retryAfter?.Date is { } date ? date - time.GetUtcNow() : null);
        if (asked is { } wanted)
            return wanted < TimeSpan.Zero ? TimeSpan.Zero : wanted > LongestAsked ? LongestAsked : wanted;
        var doubled = First * Math.Pow(2, Math.Min(attempt - 1, 10));
        var pause = doubled > Longest ? Longest : doubled;
#pragma warning disable CA5394 // Spreads load; nothing depends on it being unguessable.
        return pause * (0.5 + random.NextDouble() / 2);
#pragma warning restore CA5394
    }

    public Task Wait(TimeSpan pause, CancellationToken ct) => Task.Delay(pause, time, ct);
}
