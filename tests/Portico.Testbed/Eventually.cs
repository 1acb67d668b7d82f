using System.Diagnostics;

namespace Portico.Testbed;

/// <summary>Waits for a condition of another process or thread: as short as it takes, and no longer than told.</summary>
public static class Eventually
{
    /// <summary>Probes until the condition holds; fails with <paramref name="what"/> after <paramref name="timeout"/> (default 15 s).</summary>
    public static Task Holds(Func<Task<bool>> condition, string what, TimeSpan? timeout = null, CancellationToken ct = default) =>
        Answers<bool?>(async () => await condition() ? true : null, what, timeout, ct);

    /// <inheritdoc cref="Holds(Func{Task{bool}},string,TimeSpan?,CancellationToken)"/>
    public static Task Holds(Func<bool> condition, string what, TimeSpan? timeout = null, CancellationToken ct = default) =>
        Holds(() => Task.FromResult(condition()), what, timeout, ct);

    /// <summary>Probes until the probe gives something other than <c>null</c>, and returns it.</summary>
    public static async Task<T> Answers<T>(Func<Task<T?>> probe, string what, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var limit = timeout ?? TimeSpan.FromSeconds(15);
        var waited = Stopwatch.StartNew();
        var pause = TimeSpan.FromMilliseconds(5);
        while (true)
        {
            if (await probe() is { } answer)
                return answer;
            if (waited.Elapsed > limit)
                throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s: {what}.");
            await Task.Delay(pause, ct);
            pause = TimeSpan.FromMilliseconds(Math.Min(100, pause.TotalMilliseconds * 1.5));
        }
    }
}
