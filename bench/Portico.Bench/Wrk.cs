using System.Globalization;
using System.Text.RegularExpressions;
using Portico.Testbed;

namespace Portico.Bench;

/// <summary>The load generator <c>wrk</c>, which costs a fraction of what a client in .NET costs: 16 connections, beside the server on the same cores.</summary>
static partial class Wrk
{
    const int Connections = 16;

    /// <summary>Requests for some seconds; every answer must be a success.</summary>
    /// <param name="process">The server's, whose CPU is read.</param>
    /// <param name="script">Lua that sets method, headers and body.</param>
    public static async Task<Load.Cost> Run(int process, string address, string script, int seconds)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("request.lua");
        await File.WriteAllTextAsync(file, script);
        var before = ServerProcess.CpuMilliseconds(process);
        var (code, output) = await ChildProcess.Run("wrk", ["-t2", $"-c{Connections}", $"-d{seconds}s", "--timeout", "10s", "-s", file, address]);
        var cpu = ServerProcess.CpuMilliseconds(process) - before;
        if (code != 0 || Count().Match(output) is not { Success: true } count || output.Contains("Non-2xx", StringComparison.Ordinal))
            throw new InvalidOperationException($"wrk {address}: {output}");
        return new Load.Cost(cpu / double.Parse(count.Groups["count"].Value, CultureInfo.InvariantCulture), double.Parse(Rate().Match(output).Groups["rate"].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>A script that posts a form.</summary>
    public static string Form(params (string Name, string Value)[] form)
    {
        var body = string.Join('&', form.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"));
        return $"wrk.method = 'POST'\nwrk.body = '{body}'\nwrk.headers['Content-Type'] = 'application/x-www-form-urlencoded'\n";
    }

    /// <summary>A script that gets with a bearer token.</summary>
    public static string Bearer(string token) => $"wrk.headers['Authorization'] = 'Bearer {token}'\n";

    [GeneratedRegex(@"(?<count>\d+) requests in", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Count();

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[\d.]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}
