using System.Diagnostics;
using Portico.EndToEnd.Fixtures;

namespace Portico.Bench;

/// <summary>Requests from this process, and what they cost the server's.</summary>
static class Load
{
    const int Connections = 8;

    /// <summary>Runs <paramref name="request"/> (given the number of its connection) at least <paramref name="count"/> times over a few connections.</summary>
    public static Task<Cost> Run(PorticoServer server, int count, Func<int, Task> request) => Run(server.ProcessId, count, request);

    /// <inheritdoc cref="Run(PorticoServer, int, Func{int, Task})"/>
    public static async Task<Cost> Run(int process, int count, Func<int, Task> request)
    {
        var left = count;
        var before = ServerProcess.CpuMilliseconds(process);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await request(connection);
        })));
        return new Cost((ServerProcess.CpuMilliseconds(process) - before) / count, count / clock.Elapsed.TotalSeconds);
    }

    /// <summary>Runs the request until the run-time has compiled what matters: until it does not get cheaper any more.</summary>
    public static async Task Warm(PorticoServer server, int count, Func<int, Task> request)
    {
        var best = double.MaxValue;
        for (var (round, steady) = (0, 0); round < 20 && steady < 3; round++)
        {
            var cost = (await Run(server, count, request)).Milliseconds;
            steady = cost < 0.95 * best ? 0 : steady + 1;
            best = Math.Min(best, cost);
        }
    }

    /// <summary>Alternates two measurements, so that whatever else the machine does meets both, and gives the median of each and of their ratio.</summary>
    public static async Task<(double First, double Second, double Ratio)> Compare(int rounds, Func<Task<double>> first, Func<Task<double>> second)
    {
        var pairs = new List<(double First, double Second)>();
        for (var i = 0; i < rounds; i++)
            pairs.Add((await first(), await second()));
        return (Median(pairs.Select(p => p.First)), Median(pairs.Select(p => p.Second)), Median(pairs.Select(p => p.First / p.Second)));
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>CPU of this process for one call of <paramref name="work"/>, in milliseconds; called for about half a second on each of the threads.</summary>
    public static double Cpu(Action work, int threads = 1)
    {
        work();
        var clock = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        var count = 0;
        var running = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            while (clock.ElapsedMilliseconds < 500)
            {
                work();
                Interlocked.Increment(ref count);
            }
        })).ToArray();
        foreach (var thread in running)
            thread.Start();
        foreach (var thread in running)
            thread.Join();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / count;
    }

    /// <summary>A POST of a form that must succeed; its body.</summary>
    public static async Task<string> Post(PorticoServer server, Uri address, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await server.Http.PostAsync(address, content);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? body : throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}: {body}");
    }

    /// <summary>A GET that must succeed; the body is read and dropped.</summary>
    public static async Task Get(PorticoServer server, Uri address, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var answer = await server.Http.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"GET {address} answered {(int)answer.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}");
    }

    /// <param name="Milliseconds">CPU of the server for one request.</param>
    /// <param name="PerSecond">Requests a second, with this process on the same machine.</param>
    public sealed record Cost(double Milliseconds, double PerSecond);
}
