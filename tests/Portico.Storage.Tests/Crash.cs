using Portico.Testbed;

namespace Portico.Storage.Tests;

public sealed class Crash
{
    const int Acknowledged = 300;

    [Theory, BothEngines]
    public async Task in_the_middle_of_writes_loses_nothing_acknowledged(DialectKind engine)
    {
        await using var store = await Store.Create(engine);
        await using var writer = SecondProcess.Start("write", store);
        await Eventually.Holds(() => Done(writer).Length >= Acknowledged || writer.HasExited, "the second process writes too slowly", TimeSpan.FromSeconds(60));

        await writer.Kill();

        var acknowledged = Done(writer);
        acknowledged.Length.ShouldBeGreaterThanOrEqualTo(Acknowledged, writer.Output);
        var names = (await (await store.Open()).Names()).ToHashSet(StringComparer.Ordinal);
        acknowledged.Where(name => !names.Contains(name + "-a") || !names.Contains(name + "-b")).ShouldBeEmpty();
        names.Where(name => !names.Contains(name[..^1] + (name[^1] == 'a' ? 'b' : 'a'))).ShouldBeEmpty();
    }

    /// <summary>The last line may be cut off by the kill.</summary>
    static string[] Done(ChildProcess writer)
    {
        const string prefix = "acknowledged ";
        var lines = writer.Output.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..]).ToArray();
        return lines.Length == 0 ? lines : lines[..^1];
    }
}
