using Microsoft.Extensions.Logging;

namespace Portico.Realms.Sessions;

/// <summary>Removes, in the background, what is over.</summary>
sealed class Purger : IAsyncDisposable
{
    static readonly TimeSpan s_every = TimeSpan.FromMinutes(5);

    readonly CancellationTokenSource _stop = new();
    readonly Task _running;

    public Purger(SessionStore sessions, TimeProvider time, ILogger log) => _running = Run(sessions, time, log, _stop.Token);

    static async Task Run(SessionStore sessions, TimeProvider time, ILogger log, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(s_every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                try
                {
                    await sessions.Purge(ct);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Protocol.Log.PurgeFailed(log, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
