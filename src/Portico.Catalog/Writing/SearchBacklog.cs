using System.Text.Json;
using Portico.Catalog.Search;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Storage;

namespace Portico.Catalog.Writing;

/// <summary>
/// Brings search up to date after bulk writes. Making the words of a table costs more than storing it, so a bulk write only notes what is to be indexed, in its own
/// transaction; the work is done when the writes pause, or after two seconds, in small transactions that others can come between. What is noted survives a crash.
/// </summary>
sealed class SearchBacklog(Database database, TimeProvider time) : IAsyncDisposable
{
    const int PerTransaction = 50;

    const string Insert = "INSERT INTO search_backlog (ids) VALUES (@ids)";

    const string Next = "SELECT sequence, ids FROM search_backlog ORDER BY sequence LIMIT 1";

    const string Done = "DELETE FROM search_backlog WHERE sequence = @sequence";

    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(2);
    static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    static readonly ReferenceMember[] s_indexed = [Common.Owners, Common.Domains];

    readonly CancellationTokenSource _stopping = new();
    readonly Lock _lock = new();
    Task _working = Task.CompletedTask;
    bool _again;
    long _touched;

    /// <summary>Notes entities inside the caller's transaction; after the commit comes <see cref="Touch"/>.</summary>
    public static Task Add(Session session, string[] ids) => session.Execute(Insert, ("ids", "[" + string.Join(',', ids.Select(id => $"\"{id}\"")) + "]"));

    /// <summary>Says that there is something to do, or may be.</summary>
    public void Touch()
    {
        Interlocked.Exchange(ref _touched, time.GetTimestamp());
        lock (_lock)
        {
            _again = true;
            if (_working.IsCompleted && !_stopping.IsCancellationRequested)
                _working = Task.Run(Work);
        }
    }

    /// <summary>Completes when everything noted so far is indexed.</summary>
    public Task Settled()
    {
        lock (_lock)
            return _working;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Settled();
        _stopping.Dispose();
    }

    async Task Work()
    {
        try
        {
            while (true)
            {
                lock (_lock)
                {
                    if (!_again)
                        return;
                    _again = false;
                }
                await Calm();
                await using var lease = await database.Locks.TryAcquire("catalog-search-backlog", s_lease, _stopping.Token);
                // Another node that holds the lease does the work.
                while (lease is not null && await Batch())
                    await lease.TryExtend(s_lease, _stopping.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException || _stopping.IsCancellationRequested)
        {
            // Closing: the rest is done at the next start.
        }
        catch (System.Data.Common.DbException)
        {
            // The database cannot be reached: the next bulk write, or the next start, tries again.
        }
    }

    async Task Calm()
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(Interlocked.Read(ref _touched)) < s_pause && time.GetElapsedTime(since) < s_longestWait)
            await Task.Delay(s_pause / 4, time, _stopping.Token);
    }

    /// <summary>Indexes one batch; whether there was one.</summary>
    async Task<bool> Batch()
    {
        var ct = _stopping.Token;
        var (sequence, ids) = await database.Read(session => session.QueryFirst(Next, r => (r.GetInt64(0), (string?)r.GetString(1)), []), ct);
        if (ids is null)
            return false;
        using var list = JsonDocument.Parse(ids);
        foreach (var chunk in list.RootElement.EnumerateArray().Select(e => e.GetGuid()).Chunk(PerTransaction))
        {
            var documents = await database.Read(session => Documents(session, chunk), ct);
            await database.Write(session => SearchIndex.Upsert(session, documents), ct);
            await Calm();
        }
        await database.Write(session => session.Execute(Done, ("sequence", sequence)), ct);
        return true;
    }

    /// <summary>What search shall know about stored entities.</summary>
    public static async Task<IReadOnlyList<SearchDocument>> Documents(Session session, IReadOnlyCollection<Guid> ids)
    {
        var rows = await EntityReads.Many(session, ids);
        var relations = await EntityReads.Relations(session, ids, s_indexed);
        return [.. rows.Select(row => SearchDocuments.Of(EntityTypes.Get(row.Type), row, relations)).OfType<SearchDocument>()];
    }
}
