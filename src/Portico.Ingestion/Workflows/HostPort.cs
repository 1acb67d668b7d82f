using System.Diagnostics.CodeAnalysis;

namespace Portico.Ingestion.Workflows;

/// <summary>A host and a TCP port, written <c>host:port</c>, <c>host</c>, <c>[::1]:port</c>, or the folder of a Unix socket.</summary>
public sealed record HostPort(string Host, int Port)
{
    /// <summary>Reads a host and port; without a port it is <paramref name="usual"/>.</summary>
    public static bool TryParse(string text, int usual, [NotNullWhen(true)] out HostPort? result)
    {
        result = null;
        var host = text;
        var port = usual;
        if (text.StartsWith('['))
        {
            var close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0)
                return false;
            host = text[1..close];
            if (close + 1 < text.Length && (text[close + 1] != ':' || !TryPort(text[(close + 2)..], out port)))
                return false;
        }
        else if (text.LastIndexOf(':') is var colon and >= 0 && text.IndexOf(':', StringComparison.Ordinal) == colon)
        {
            host = text[..colon];
            if (!TryPort(text[(colon + 1)..], out port))
                return false;
        }
        if (host.Length == 0 || host.Contains("//", StringComparison.Ordinal) || host.Any(char.IsWhiteSpace))
            return false;
        result = new HostPort(host, port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    static bool TryPort(string text, out int port) => int.TryParse(text, out port) && port is > 0 and <= 65535;
}
