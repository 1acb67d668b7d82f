using Portico.Storage;
using Portico.Testbed;

namespace Portico.Server.Tests.Api;

/// <summary>What OpenMetadata's Python client sent, in the order in which it sent it, judged as that client would.</summary>
public sealed class Answer_the_real_client
{
    const string Full = "first second dropped-table added-column recreated-table";

    [Theory]
    [InlineData(DialectKind.Sqlite, "1.13.6.3", Full, 223)]
    [InlineData(DialectKind.Postgres, "1.13.6.3", Full, 223)]
    [InlineData(DialectKind.Sqlite, "1.13.6.3", "sqlite-first", 32)]
    [InlineData(DialectKind.Sqlite, "1.13.6.3", "first second lineage-workflow", 154)]
    [InlineData(DialectKind.Sqlite, "2.0.7.0", "first second dropped-table recreated-table added-column", 188)]
    [InlineData(DialectKind.Postgres, "2.0.7.0", "first second dropped-table recreated-table added-column", 188)]
    public async Task in_a_whole_story(DialectKind engine, string version, string story, int steps)
    {
        if (SharedFolder.Find("conformance", "client.py") is not { } script || SharedFolder.Find("facts", "golden", "openmetadata-client", version) is not { } recordings)
        {
            Assert.Skip(SharedFolder.Missing);
            return;
        }
        await using var host = await ApiHost.Start(engine);
        var files = story.Split(' ').Select(name => Path.Combine(recordings, name + ".jsonl"));
        var (code, output) = await ChildProcess.Run("python3", [script, "--target", host.Address.ToString().TrimEnd('/'), "--token", host.Bot, .. files]);
        output.ShouldContain($"{steps} passed, 0 failed", customMessage: output);
        code.ShouldBe(0);
    }
}
