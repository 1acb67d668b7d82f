using System.Globalization;

namespace Portico.Bench;

/// <summary>What the kernel knows about a process.</summary>
static class ServerProcess
{
    const double TicksPerSecond = 100;

    /// <summary>CPU time of all its threads, user and system, in milliseconds (resolution: 10 ms).</summary>
    public static double CpuMilliseconds(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) * 1000 / TicksPerSecond;
    }

    /// <summary>Resident memory in megabytes.</summary>
    public static double ResidentMegabytes(int process) => Field(process, "VmRSS:") / 1024;

    static double Field(int process, string name) => double.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Trim(),
        CultureInfo.InvariantCulture);
}
