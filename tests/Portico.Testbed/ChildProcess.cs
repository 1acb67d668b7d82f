using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Portico.Testbed;

/// <summary>A process of a test's own: its output is kept, waits end early when it ends, and it never outlives the test.</summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    const int Sigint = 2;
    const int Sigkill = 9;
    const int Sigterm = 15;

    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    readonly Process _process;
    readonly Lock _lock = new();
    readonly List<string> _lines = [];
    readonly Task _closed;
    TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    ChildProcess(Process process, bool killAtExit)
    {
        _process = process;
        _closed = Task.WhenAll(Read(process.StandardOutput), Read(process.StandardError), process.WaitForExitAsync());
        if (killAtExit)
            AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Everything it wrote so far to standard output and standard error, in the order of arrival.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Starts a process. An environment value of <c>null</c> removes the variable. <paramref name="killAtExit"/>: <c>false</c> for one that ends by itself when its input ends.</summary>
    public static ChildProcess Start(
        string file, IEnumerable<string> arguments, string? workingDirectory = null, IReadOnlyDictionary<string, string?>? environment = null, bool killAtExit = true)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"'{file}' did not start."), killAtExit);
    }

    /// <summary>Runs a process to its end and returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> Run(
        string file, IEnumerable<string> arguments, string? workingDirectory = null, IReadOnlyDictionary<string, string?>? environment = null, TimeSpan? timeout = null)
    {
        await using var process = Start(file, arguments, workingDirectory, environment);
        process.CloseInput();
        var exitCode = await process.WaitForExit(timeout ?? TimeSpan.FromMinutes(2));
        return (exitCode, process.Output);
    }

    /// <summary>The first line that contains <paramref name="text"/>; fails with the output when the process ends or <paramref name="timeout"/> (default 30 s) passes first.</summary>
    public async Task<string> WaitForLine(string text, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? DefaultTimeout);
        for (var seen = 0; ;)
        {
            Task more;
            lock (_lock)
            {
                for (; seen < _lines.Count; seen++)
                {
                    if (_lines[seen].Contains(text, StringComparison.Ordinal))
                        return _lines[seen];
                }
                more = _more.Task;
            }
            if (_closed.IsCompleted && !more.IsCompleted)
                throw new InvalidOperationException($"The process ended (exit code {_process.ExitCode}) before it wrote '{text}'. It wrote:\n{Output}");
            try
            {
                await Task.WhenAny(more, _closed).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"The process did not write '{text}' in time. It wrote:\n{Output}", e);
            }
        }
    }

    /// <summary>Waits until a GET of <paramref name="address"/> answers with success; fails with the output when the process ends first.</summary>
    public async Task WaitForHttp(Uri address, TimeSpan? timeout = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            await Eventually.Holds(
                async () =>
                {
                    if (_process.HasExited)
                    {
                        await _closed;
                        throw new InvalidOperationException($"The process ended (exit code {_process.ExitCode}) before {address} answered. It wrote:\n{Output}");
                    }
                    try
                    {
                        using var answer = await http.GetAsync(address);
                        return answer.IsSuccessStatusCode;
                    }
                    catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                    {
                        return false;
                    }
                },
                $"{address} did not answer with success",
                timeout ?? DefaultTimeout);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} The process wrote:\n{Output}", e);
        }
    }

    /// <summary>Writes a line to its standard input.</summary>
    public async Task Write(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends its standard input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>SIGKILL: no clean-up, no goodbye. Completes when it is gone.</summary>
    public Task Kill() => Signal(Sigkill);

    /// <summary>SIGINT, as Ctrl-C does; returns the exit code.</summary>
    public Task<int> Interrupt() => Signal(Sigint);

    /// <summary>SIGTERM, as a service manager does; returns the exit code.</summary>
    public Task<int> Terminate() => Signal(Sigterm);

    /// <summary>The exit code, with all output read; fails with the output after <paramref name="timeout"/> (default 30 s).</summary>
    public async Task<int> WaitForExit(TimeSpan? timeout = null)
    {
        try
        {
            await _closed.WaitAsync(timeout ?? DefaultTimeout);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The process did not end in time. It wrote:\n{Output}", e);
        }
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    async Task<int> Signal(int signal)
    {
        if (!_process.HasExited && SendSignal(_process.Id, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} did not reach process {_process.Id}.");
        return await WaitForExit();
    }

    async Task Read(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource more;
            lock (_lock)
            {
                _lines.Add(line);
                more = _more;
                _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            more.SetResult();
        }
    }

    void KillAtExit(object? sender, EventArgs e)
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
