using System.Net;
using System.Text.Json;
using Portico.Ingestion.Model;
using Portico.Ingestion.Running;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Catalog;

/// <summary>
/// Sends create requests in batches of one kind, several at a time; children wait until their parents are written. What a batch refuses row by row is a failure of
/// that row; a row with foreign keys gets a second chance when everything else is written, because a catalog may want the tables they point at first.
/// </summary>
sealed class BulkWriter(CatalogClient catalog, SinkSettings settings, bool overrideMetadata, RunStatus status, IRunListener listener) : IAsyncDisposable
{
    const int MaxBytes = 4 * 1024 * 1024;

    readonly SemaphoreSlim _free = new(settings.Workers);
    readonly List<Task> _underWay = [];
    readonly List<Row> _second = [];
    readonly CancellationTokenSource _stop = new();
    readonly Batch[] _batches = [new(), new(), new(), new()];
    bool _parentsUnderWay;

    /// <summary>Takes a request; it is sent when its batch is full, before its children, or by <see cref="Settle"/>.</summary>
    public async Task Add(EntityRequest request, Change change, CancellationToken ct)
    {
        await SettleParents(request.Kind, ct);
        var batch = _batches[(int)request.Kind];
        if (batch.Rows.Count >= settings.BatchSize || (batch.Rows.Count > 0 && batch.Bytes + request.Json.Length > MaxBytes))
            await Dispatch(request.Kind, ct);
        _batches[(int)request.Kind].Add(new Row(request, change));
    }

    /// <summary>Sends what is left, and waits for all answers.</summary>
    public async Task Settle(CancellationToken ct)
    {
        foreach (var kind in Enum.GetValues<EntityKind>())
        {
            await SettleParents(kind, ct);
            await Dispatch(kind, ct);
        }
        await WaitForAll();
        await SecondChance(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _free.Dispose();
    }

    async Task SettleParents(EntityKind kind, CancellationToken ct)
    {
        for (var parent = EntityKind.Database; parent < kind && parent < EntityKind.Table; parent++)
            await Dispatch(parent, ct);
        if (_parentsUnderWay && kind != EntityKind.Database)
            await WaitForAll();
    }

    async Task Dispatch(EntityKind kind, CancellationToken ct)
    {
        if (_batches[(int)kind].Rows is not { Count: > 0 } batch)
            return;
        _batches[(int)kind] = new Batch();
        if (kind == EntityKind.Schema && _parentsUnderWay)
            await WaitForAll();
        _parentsUnderWay |= kind is EntityKind.Database or EntityKind.Schema;
        await _free.WaitAsync(ct);
        foreach (var done in _underWay.Where(t => t.IsCompleted).ToList())
        {
            _underWay.Remove(done);
            await done;
        }
        _underWay.Add(Task.Run(
            async () =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _stop.Token);
                try
                {
                    await Send(kind, batch, either.Token);
                }
                finally
                {
                    _free.Release();
                }
            },
            CancellationToken.None));
    }

    async Task WaitForAll()
    {
        var all = _underWay.ToArray();
        _underWay.Clear();
        await Task.WhenAll(all);
        _parentsUnderWay = false;
    }

    async Task SecondChance(CancellationToken ct)
    {
        if (_second.Count == 0)
            return;
        // Now that all tables are there the keys may be right; where tables point at each other, all are written without keys first.
        var rows = _second.ToList();
        _second.Clear();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in rows.Chunk(settings.BatchSize))
        {
            var refused = (await Try([.. chunk.Select(r => r with { Request = r.Request.WithoutForeignKeys!() })], ct)).Select(r => r.Row.Request.Fqn.ToString()).ToHashSet(StringComparer.Ordinal);
            written.UnionWith(chunk.Select(r => r.Request.Fqn.ToString()).Where(name => !refused.Contains(name)));
        }
        foreach (var chunk in rows.Chunk(settings.BatchSize))
            Settle(chunk, await Try(chunk, ct), written);
    }

    void Settle(Row[] rows, List<(Row Row, int Status, string Message)> refused, HashSet<string> writtenWithoutKeys)
    {
        foreach (var (row, code, message) in refused)
        {
            var name = row.Request.Fqn.ToString();
            if (writtenWithoutKeys.Contains(name))
            {
                // OpenMetadata's client leaves out keys whose target is not in the catalog, without a word.
                status.Warn();
                listener.Warned($"{Errors.Warning}: {name} was written without its foreign keys: {message}.");
            }
            else
            {
                Fail(row, code, message);
            }
        }
        var failed = refused.Where(r => !writtenWithoutKeys.Contains(r.Row.Request.Fqn.ToString())).Select(r => r.Row).ToHashSet();
        foreach (var row in rows.Where(r => !failed.Contains(r)))
            status.Add(row.Request.Kind, row.Change == Change.Create ? Outcome.Created : Outcome.Updated);
    }

    void Fail(Row row, int code, string message)
    {
        var name = row.Request.Fqn.ToString();
        status.Fail(row.Request.Kind, name, message);
        listener.Failed(row.Request.Kind, name, $"{Errors.EntityRefused}: {name} was refused ({code}): {message}.");
    }

    async Task<List<(Row Row, int Status, string Message)>> Try(IReadOnlyList<Row> rows, CancellationToken ct)
    {
        var answer = await Put(rows[0].Request.Kind, rows, ct);
        return answer.IsSuccess ? Refused(answer, rows) : [.. rows.Select(r => (r, answer.Code, answer.Message()))];
    }

    async Task Send(EntityKind kind, IReadOnlyList<Row> rows, CancellationToken ct)
    {
        var answer = await Put(kind, rows, ct);
        if (answer.Status == HttpStatusCode.RequestEntityTooLarge && rows.Count > 1)
        {
            await Send(kind, [.. rows.Take(rows.Count / 2)], ct);
            await Send(kind, [.. rows.Skip(rows.Count / 2)], ct);
            return;
        }
        if (answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            throw CatalogRefusal.Of(answer, $"{Collections.Path(kind)} cannot be written in bulk");
        var refused = answer.IsSuccess ? Refused(answer, rows) : [.. rows.Select(r => (r, answer.Code, answer.Message()))];
        foreach (var (row, code, message) in refused)
        {
            if (row.Request.WithoutForeignKeys is null || code is not (400 or 404))
            {
                Fail(row, code, message);
                continue;
            }
            lock (_second)
                _second.Add(row);
        }
        var bad = refused.Select(r => r.Row).ToHashSet();
        foreach (var row in rows.Where(r => !bad.Contains(r)))
            status.Add(kind, row.Change == Change.Create ? Outcome.Created : Outcome.Updated);
    }

    Task<CatalogAnswer> Put(EntityKind kind, IReadOnlyList<Row> rows, CancellationToken ct)
    {
        var body = new byte[rows.Sum(r => r.Request.Json.Length + 1) + 1];
        var at = 0;
        foreach (var row in rows)
        {
            body[at] = at == 0 ? (byte)'[' : (byte)',';
            at++;
            row.Request.Json.CopyTo(body.AsMemory(at));
            at += row.Request.Json.Length;
        }
        body[at] = (byte)']';
        return catalog.Send(HttpMethod.Put, $"{Collections.Path(kind)}/bulk?async=false{(overrideMetadata ? "&overrideMetadata=true" : "")}", body, Patience.Running, ct);
    }

    /// <summary>The rows that a bulk answer says were refused. An answer without any of its members is a success, as for OpenMetadata's client.</summary>
    static List<(Row Row, int Status, string Message)> Refused(CatalogAnswer answer, IReadOnlyList<Row> rows)
    {
        using var json = answer.Json();
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } result)
            return [];
        var byName = rows.ToLookup(r => r.Request.Fqn.ToString(), StringComparer.Ordinal);
        var refused = new List<(Row, int, string)>();
        if (result.TryGetProperty("failedRequest", out var failed) && failed.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in failed.EnumerateArray())
            {
                var name = Name(entry);
                var message = entry.TryGetProperty("message", out var text) ? text.ToString().TrimEnd('.') : "no reason given";
                var code = entry.TryGetProperty("status", out var value) && value.TryGetInt32(out var number) ? number : 400;
                var row = name is null ? null : byName[name].FirstOrDefault() ?? rows.FirstOrDefault(r => r.Request.Fqn.ToString().EndsWith($".{name}", StringComparison.Ordinal));
                if (row is not null)
                    refused.Add((row, code, message));
            }
        }
        if (refused.Count == 0 && result.TryGetProperty("status", out var state) && state.ValueEquals("aborted"u8))
        {
            var reason = result.TryGetProperty("abortReason", out var why) ? why.ToString().TrimEnd('.') : "aborted without a reason";
            refused.AddRange(rows.Select(r => (r, 400, reason)));
        }
        return refused;
    }

    static string? Name(JsonElement entry) => !entry.TryGetProperty("request", out var request) ? null
        : request.ValueKind == JsonValueKind.String ? request.GetString()
        : request.ValueKind == JsonValueKind.Object && request.TryGetProperty("name", out var name) ? name.GetString()
        : null;

    sealed record Row(EntityRequest Request, Change Change);

    sealed class Batch
    {
        public List<Row> Rows { get; } = [];

        public long Bytes { get; private set; }

        public void Add(Row row)
        {
            Rows.Add(row);
            Bytes += row.Request.Json.Length;
        }
    }
}
