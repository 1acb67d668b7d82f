using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Portico.SignOn.Protection;

/// <summary>A cache of at most <paramref name="capacity"/> entries in two generations: when the young one is full it becomes the old one, and what nobody asked for is gone.</summary>
sealed class BoundedCache<TKey, TValue>(int capacity) where TKey : notnull where TValue : class
{
    readonly Lock _turn = new();
    volatile ConcurrentDictionary<TKey, TValue> _young = new();
    volatile ConcurrentDictionary<TKey, TValue> _old = new();
    int _added;

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (_young.TryGetValue(key, out value))
            return true;
        if (!_old.TryGetValue(key, out value))
            return false;
        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        if (Interlocked.Increment(ref _added) > capacity / 2)
        {
            lock (_turn)
            {
                if (_added > capacity / 2)
                {
                    _old = _young;
                    _young = new();
                    _added = 1;
                }
            }
        }
        _young[key] = value;
    }

    public void Remove(TKey key)
    {
        // The old generation first: a promotion in between would bring the entry back.
        _old.TryRemove(key, out _);
        _young.TryRemove(key, out _);
    }

    public void Clear()
    {
        lock (_turn)
            (_young, _old, _added) = (new(), new(), 0);
    }
}
