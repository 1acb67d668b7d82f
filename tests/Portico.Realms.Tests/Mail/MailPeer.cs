using System.Text.Json;
using System.Text.RegularExpressions;
using Portico.Testbed;

namespace Portico.Realms.Tests.Mail;

/// <summary>npm <c>smtp-server</c> in a process of its own; what it took can be read.</summary>
sealed partial class MailPeer : IAsyncDisposable
{
    readonly ChildProcess _process;
    int _read;

    MailPeer(ChildProcess process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public int Taken => _process.Output.Split('\n').Count(l => l.StartsWith("mail {", StringComparison.Ordinal));

    public static async Task<MailPeer> Start(params string[] wants)
    {
        var folder = await NodePackages.Install("tests/peers/smtp-server");
        var process = ChildProcess.Start("node", ["server.mjs", .. wants], folder);
        var ready = await process.WaitForLine("ready ");
        return new MailPeer(process, int.Parse(ready["ready ".Length..]));
    }

    /// <summary>The next mail that was not read yet.</summary>
    public async Task<Mail> Next()
    {
        var at = ++_read;
        await Eventually.Holds(() => Task.FromResult(Taken >= at), $"mail {at} did not arrive; the server said: {_process.Output}");
        return new Mail(JsonDocument.Parse(_process.Output.Split('\n').Where(l => l.StartsWith("mail {", StringComparison.Ordinal)).ElementAt(at - 1)["mail ".Length..]).RootElement);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    public sealed partial record Mail(JsonElement Json)
    {
        public string this[string name] => Json.GetProperty(name).ToString();

        public string Link => Links().Match(this["text"]) is { Success: true } match ? match.Value : throw new InvalidOperationException("No link in " + this["text"]);

        [GeneratedRegex(@"http://\S+", RegexOptions.None, 1000)]
        private static partial Regex Links();
    }
}
