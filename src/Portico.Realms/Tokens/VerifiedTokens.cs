using System.Collections.Concurrent;
using Portico.Realms.Keys;

namespace Portico.Realms.Tokens;

/// <summary>
/// Tokens whose signatures were found right a moment ago: an access token is shown many times during its few minutes. An entry belongs to one set of keys, so with a key that is disabled or removed
/// all of the realm's are gone; everything else about a token (expiry, revocation, session, user, client) is judged at each call as before. Bounded: two generations, of which the older is dropped.
/// </summary>
sealed class VerifiedTokens
{
    const int MostOfGeneration = 1000;

    /// <summary>Longer ones are rare, and would make the bound on memory worth little.</summary>
    const int LongestToken = 4096;

    ConcurrentDictionary<(RealmKeys Keys, string Token), VerifiedJwt> _young = new();
    ConcurrentDictionary<(RealmKeys Keys, string Token), VerifiedJwt> _old = new();

    public VerifiedJwt? Find(RealmKeys keys, string token)
    {
        if (_young.TryGetValue((keys, token), out var verified))
            return verified;
        if (!_old.TryGetValue((keys, token), out verified))
            return null;
        Add(keys, token, verified);
        return verified;
    }

    public void Add(RealmKeys keys, string token, VerifiedJwt verified)
    {
        if (token.Length > LongestToken)
            return;
        var young = _young;
        if (young.Count >= MostOfGeneration && Interlocked.CompareExchange(ref _young, new(), young) == young)
            _old = young;
        _young.TryAdd((keys, token), verified);
    }
}
