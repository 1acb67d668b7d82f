using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Outbox;

/// <summary>
/// Sends what the requests left in the outbox, and tries again with growing pauses until it arrives or expires. A row is written in the transaction that decides to send, so a crash loses
/// nothing; a node claims a row for a while before it sends, so several nodes send it once, and a node that dies leaves it to the others. What waits at a shutdown is kept.
/// </summary>
sealed class OutboxSender : IAsyncDisposable
{
    const int AtOnce = 16;
    const long ClaimMilliseconds = 60_000;
    static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);
    static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);

    const string Insert = "INSERT INTO idp_outbox (id, realm_id, kind, due, attempts, expires, data) VALUES (@id, @realm, @kind, @due, 0, @expires, @data)";
    const string SelectDue = "SELECT id, realm_id, kind, due, attempts, expires, data FROM idp_outbox WHERE due <= @now ORDER BY due LIMIT 16";
    const string SelectNext = "SELECT due FROM idp_outbox ORDER BY due LIMIT 1";
    const string Claim = "UPDATE idp_outbox SET due = @until, attempts = attempts + 1 WHERE id = @id AND due = @due";
    const string Postpone = "UPDATE idp_outbox SET due = @due WHERE id = @id";
    const string Reclaim = "UPDATE idp_outbox SET due = @now WHERE due > @now";
    const string Delete = "DELETE FROM idp_outbox WHERE id = @id";

    readonly Database _database;
    readonly Envelope _envelope;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly Dictionary<string, Func<OutboxItem, CancellationToken, Task<Delivery>>> _senders;
    readonly CancellationTokenSource _stop = new();
    readonly SemaphoreSlim _wake = new(0);
    readonly ConcurrentDictionary<string, Task> _sending = new(StringComparer.Ordinal);
    readonly Task _running;

    public OutboxSender(Database database, Envelope envelope, TimeProvider time, ILogger log, Dictionary<string, Func<OutboxItem, CancellationToken, Task<Delivery>>> senders)
    {
        (_database, _envelope, _time, _log, _senders) = (database, envelope, time, log, senders);
        _running = Run(_stop.Token);
    }

    /// <summary>Leaves something to send; call <see cref="Wake"/> once the transaction is committed.</summary>
    public static Task Add(Session session, Envelope envelope, string realmId, string kind, string data, DateTimeOffset now, TimeSpan lifespan)
    {
        var id = Guid.NewGuid().ToString();
        return session.Execute(Insert, ("id", id), ("realm", realmId), ("kind", kind), ("due", now.ToUnixTimeMilliseconds()), ("expires", (now + lifespan).ToUnixTimeMilliseconds()),
            ("data", envelope.Seal(data, Purpose(realmId, id))));
    }

    /// <summary>Says that there may be something to send.</summary>
    public void Wake() => _wake.Release();

    async Task Run(CancellationToken ct)
    {
        var isFirst = true;
        while (!ct.IsCancellationRequested)
        {
            var pause = s_lookEvery;
            try
            {
                // SQLite has one node: what is claimed when it starts was claimed by one that died.
                if (isFirst && _database.Dialect.Kind == DialectKind.Sqlite)
                    await _database.Write(s => s.Execute(Reclaim, ("now", Now)), ct);
                isFirst = false;
                pause = await SendDue(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is DbException or StorageException or RealmsException)
            {
                Protocol.Log.OutboxFailed(_log, e);
            }
            try
            {
                await _wake.WaitAsync(pause, ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    async Task<TimeSpan> SendDue(CancellationToken ct)
    {
        while (await Room(ct) > 0)
        {
            var now = Now;
            var due = await _database.Read(s => s.Query(SelectDue, Read, ("now", now)), ct);
            if (due.Count == 0)
            {
                var next = await _database.Read(s => s.QueryFirst(SelectNext, row => (long?)row.GetInt64(0)), ct);
                return next is { } at && at - now < (long)s_lookEvery.TotalMilliseconds ? TimeSpan.FromMilliseconds(Math.Max(1, at - now)) : s_lookEvery;
            }
            foreach (var (item, seen) in due.Take(AtOnce - _sending.Count))
            {
                if (await _database.Write(s => s.Execute(Claim, ("until", now + ClaimMilliseconds), ("id", item.Id), ("due", seen)), ct) == 0)
                    continue; // another node was quicker
                _sending[item.Id] = Send(item with { Attempts = item.Attempts + 1 }, ct);
            }
        }
        return s_lookEvery;
    }

    async Task<int> Room(CancellationToken ct)
    {
        foreach (var (id, task) in _sending)
        {
            if (task.IsCompleted)
                _sending.TryRemove(id, out _);
        }
        if (_sending.Count >= AtOnce)
        {
            await Task.WhenAny(_sending.Values).WaitAsync(ct);
            return await Room(ct);
        }
        return AtOnce - _sending.Count;
    }

    async Task Send(OutboxItem item, CancellationToken ct)
    {
        try
        {
            var delivery = item.Expires <= Now ? Delivery.Never("it was not delivered in time") : _senders.TryGetValue(item.Kind, out var send) ? await send(item, ct) : Delivery.Never("nobody sends this");
            if (delivery.IsDone || delivery.IsFinal)
            {
                if (!delivery.IsDone)
                    Protocol.Log.NotDelivered(_log, item.Kind, item.Attempts, delivery.Reason);
                await _database.Write(s => s.Execute(Delete, ("id", item.Id)), ct);
                return;
            }
            var pause = Pause(item.Attempts);
            Protocol.Log.DeliveryPostponed(_log, item.Kind, item.Attempts, delivery.Reason, (long)pause.TotalSeconds);
            await _database.Write(s => s.Execute(Postpone, ("due", Now + (long)pause.TotalMilliseconds), ("id", item.Id)), ct);
            _wake.Release();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The claim runs out, and the next start sends it.
        }
        catch (Exception e)
        {
            Protocol.Log.OutboxFailed(_log, e);
        }
    }

    // 1, 2, 4 ... seconds, with some chance in it: many notices that failed together do not come back together.
    static TimeSpan Pause(long attempts)
    {
        var seconds = Math.Min(Math.Pow(2, Math.Min(attempts - 1, 16)), s_longestPause.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (0.75 + (Random.Shared.NextDouble() / 2)));
    }

    (OutboxItem Item, long Due) Read(DbDataReader row)
    {
        var (id, realm) = (row.GetString(0), row.GetString(1));
        return (new OutboxItem(id, realm, row.GetString(2), row.GetInt64(4), row.GetInt64(5), Json.Parse(_envelope.Unseal((byte[])row.GetValue(6), Purpose(realm, id)))), row.GetInt64(3));
    }

    static string Purpose(string realmId, string id) => $"{realmId}/outbox/{id}";

    long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Stops at once; what was being sent is claimed for a little longer and sent by the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Task.WhenAll(_sending.Values);
        await Release();
        _stop.Dispose();
        _wake.Dispose();
    }

    async Task Release()
    {
        foreach (var id in _sending.Keys)
            await _database.Write(s => s.Execute(Postpone, ("due", Now), ("id", id)), CancellationToken.None);
    }
}
