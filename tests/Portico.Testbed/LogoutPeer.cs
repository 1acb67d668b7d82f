using System.Text.Json;

namespace Portico.Testbed;

/// <summary>A client in a process of its own that takes logout tokens and checks them with npm <c>jose</c>.</summary>
public sealed class LogoutPeer : IAsyncDisposable
{
    readonly ChildProcess _process;
    int _read;

    LogoutPeer(ChildProcess process, string url) => (_process, Url) = (process, url);

    /// <summary>Its address.</summary>
    public string Url { get; }

    /// <summary>How many notices it got.</summary>
    public int Taken => Notices().Count();

    /// <summary>Starts it for the notices of an issuer, which need not be there yet.</summary>
    public static async Task<LogoutPeer> Start(string issuer)
    {
        var folder = await NodePackages.Install("tests/peers/logout-receiver");
        var process = ChildProcess.Start("node", ["server.mjs", issuer], folder);
        return new LogoutPeer(process, $"http://127.0.0.1:{(await process.WaitForLine("ready "))["ready ".Length..]}");
    }

    /// <summary>Sets the status of its answers from now on.</summary>
    public async Task Answer(int status)
    {
        await _process.Write($"answer {status}");
        await Eventually.Holds(() => Task.FromResult(_process.Output.Split('\n').LastOrDefault(l => l.StartsWith("answers ", StringComparison.Ordinal)) == $"answers {status}"), "the peer does not listen");
    }

    /// <summary>The next notice that was not read yet.</summary>
    public async Task<JsonElement> Next(TimeSpan? timeout = null)
    {
        var at = _read++;
        await Eventually.Holds(() => Task.FromResult(Taken > at), $"notice {at + 1} did not come; the peer said: {_process.Output}", timeout);
        return JsonDocument.Parse(Notices().ElementAt(at)).RootElement;
    }

    IEnumerable<string> Notices() => _process.Output.Split('\n').Where(l => l.StartsWith("notice ", StringComparison.Ordinal)).Select(l => l["notice ".Length..]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
