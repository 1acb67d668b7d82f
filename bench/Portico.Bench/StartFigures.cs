using System.Diagnostics;
using System.Globalization;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.Bench;

/// <summary>How long the whole system takes until both hosts answer, and what it weighs when nobody asks anything.</summary>
static class StartFigures
{
    const double MostSeconds = 1;
    const double MostMegabytes = 150;
    const int Starts = 5;

    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        var firsts = new List<double>();
        var seconds = new List<double>();
        var memories = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            using var folder = new TemporaryFolder();
            var options = new PorticoOptions { DataFolder = folder.Combine("data") };
            await using (var first = await Timed(firsts, options))
                await first.Stop();
            await using var second = await Timed(seconds, options);
            await Task.Delay(TimeSpan.FromSeconds(3));
            memories.Add(ServerProcess.ResidentMegabytes(second.ProcessId));
        }
        var (firstStart, laterStart, memory) = (Load.Median(firsts), Load.Median(seconds), Load.Median(memories));
        return
        [
            new("Ready, first start (realm, client and people of the guide are made)", Text(firstStart, "s"), "< 1 s", firstStart < MostSeconds),
            new("Ready, every later start", Text(laterStart, "s"), "< 1 s", laterStart < MostSeconds),
            new("Idle memory of catalog and provider together", Text(memory, "MB"), "< 150 MB", memory < MostMegabytes),
        ];
    }

    /// <summary>From the start of the process to the line that says that both hosts listen.</summary>
    static async Task<PorticoServer> Timed(List<double> times, PorticoOptions options)
    {
        var clock = Stopwatch.StartNew();
        var server = await PorticoServer.Start(options);
        times.Add(clock.Elapsed.TotalSeconds);
        return server;
    }

    static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {unit}");
}
