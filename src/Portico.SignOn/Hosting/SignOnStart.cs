using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portico.SignOn.OwnTokens;
using Portico.SignOn.Protection;
using Portico.SignOn.Provider;
using Portico.SignOn.Sessions;
using Portico.SignOn.SignIn;
using Portico.Storage;

namespace Portico.SignOn.Hosting;

/// <summary>
/// At start: the key file must fit the database. Everything else waits for nobody: the realm is read and the own key is made in the background, and what has lapsed is deleted
/// by one node every quarter of an hour.
/// </summary>
sealed class SignOnStart(
    Database database, Vault vault, Realm realm, OwnKeys keys, SessionStore sessions, PendingSignIns pending, TimeProvider time, ILoggerFactory logs, IHostApplicationLifetime lifetime)
    : IHostedService, IDisposable
{
    static readonly TimeSpan CleanEvery = TimeSpan.FromMinutes(15);

    readonly ILogger _log = logs.CreateLogger("Portico.SignOn");
    readonly CancellationTokenSource _stopping = new();
    Task _background = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await vault.Check(database, cancellationToken);
        lifetime.ApplicationStarted.Register(() => _background = Task.Run(Run));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _background.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    async Task Run()
    {
        await Try(keys.All);
        try
        {
            await realm.GetConfigurationAsync(_stopping.Token);
        }
        catch (SignOnException e)
        {
            Log.RealmNotYetKnown(_log, e.Message);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        using var timer = new PeriodicTimer(CleanEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                await Try(Clean);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    async Task Clean()
    {
        await using var lease = await database.Locks.TryAcquire("signon.clean", CleanEvery, _stopping.Token);
        if (lease is null)
            return;
        await sessions.DeleteLapsed(_stopping.Token);
        await pending.DeleteLapsed(_stopping.Token);
    }

    async Task Try(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.BackgroundFailed(_log, e);
        }
    }
}
