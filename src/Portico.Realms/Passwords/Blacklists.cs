using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Portico.Realms.Passwords;

/// <summary>
/// Lists of passwords that nobody may have: files of one password per line, in a folder that only the operator writes to, named by a realm's policy. Letter case is ignored. What is kept in memory
/// is eight bytes of a digest per line.
/// </summary>
sealed class Blacklists(string folder)
{
    readonly ConcurrentDictionary<string, (DateTime Written, ulong[] Digests)> _read = new(StringComparer.Ordinal);

    /// <summary>Whether there is such a list; a name is no path.</summary>
    public bool Has(string name) => IsName(name) && File.Exists(Path.Combine(folder, name));

    /// <summary>Whether the list has the password; a list that cannot be read has every password, so that a policy never silently means nothing.</summary>
    public bool Contains(string name, string password)
    {
        if (!Has(name))
            return true;
        try
        {
            var path = Path.Combine(folder, name);
            var written = File.GetLastWriteTimeUtc(path);
            if (!_read.TryGetValue(name, out var list) || list.Written != written)
                _read[name] = list = (written, Read(path));
            return Array.BinarySearch(list.Digests, Digest(password)) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    static ulong[] Read(string path)
    {
        var digests = File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0).Select(Digest).ToArray();
        Array.Sort(digests);
        return digests;
    }

    static ulong Digest(string text) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToLowerInvariant())));

    static bool IsName(string name) => name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', '\0', ':']) < 0;
}
