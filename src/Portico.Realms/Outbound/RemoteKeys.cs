using System.Collections.Concurrent;
using Microsoft.IdentityModel.Tokens;

namespace Portico.Realms.Outbound;

/// <summary>
/// Public keys that others publish (JWKS), kept for a while. A signature by a key that is not among them makes them be read again, but not more often than every ten seconds per address: whoever
/// sends tokens with invented key ids must not make this server call others for each.
/// </summary>
sealed class RemoteKeys(OutboundCalls outbound, TimeProvider time)
{
    const int MostAddresses = 1000;
    static readonly TimeSpan s_keep = TimeSpan.FromHours(24);
    static readonly TimeSpan s_readAgainAfter = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <summary>The asymmetric signature keys at an address, or the reason why there are none.</summary>
    /// <param name="wanted">The key id of the token at hand; null when it names none.</param>
    public async Task<(IReadOnlyList<SecurityKey> Keys, string? Failure)> Get(string address, string? wanted, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return ([], "is no http address");
        if (_known.Count >= MostAddresses)
            _known.Clear();
        var entry = _known.GetOrAdd(address, static _ => new Entry());
        if (IsEnough(entry, wanted))
            return (entry.Keys, entry.Failure);
        await entry.Gate.WaitAsync(ct);
        try
        {
            if (!IsEnough(entry, wanted))
                await Read(entry, uri, ct);
            return (entry.Keys, entry.Failure);
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    bool IsEnough(Entry entry, string? wanted)
    {
        if (entry.ReadAt is not { } at)
            return false;
        var age = time.GetUtcNow() - at;
        if (age < s_readAgainAfter)
            return true;
        return age < s_keep && entry.Failure is null && (wanted is null || entry.Keys.Any(k => k.KeyId == wanted));
    }

    async Task Read(Entry entry, Uri address, CancellationToken ct)
    {
        var (json, failure) = await outbound.GetJson(address, ct);
        entry.ReadAt = time.GetUtcNow();
        if (json is not { } set)
        {
            entry.Failure = failure; // the keys that were read before stay good
            return;
        }
        try
        {
            entry.Keys = [.. new JsonWebKeySet(set.GetRawText()).Keys.Where(k => k.Kty is "RSA" or "EC" && k.Use is null or "" or "sig")];
            entry.Failure = entry.Keys.Count == 0 ? "has no signature keys" : null;
        }
        catch (ArgumentException)
        {
            entry.Failure = "is no key set";
        }
    }

    sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public DateTimeOffset? ReadAt { get; set; }

        public IReadOnlyList<SecurityKey> Keys { get; set; } = [];

        public string? Failure { get; set; }
    }
}
