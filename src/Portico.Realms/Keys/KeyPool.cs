using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Portico.Realms.Keys;

/// <summary>RSA-2048 keys made ahead on a background thread, because making one takes longer than everything else that creating a realm does.</summary>
sealed class KeyPool : IDisposable
{
    const int KeySize = 2048;
    const int Spare = 2;

    static readonly TimeSpan s_calm = TimeSpan.FromSeconds(1);

    readonly ConcurrentQueue<RSA> _ready = new();
    readonly ManualResetEventSlim _stopping = new();
    int _making;
    volatile bool _disposed;

    /// <summary>Makes the spare keys, in a moment: not beside a start, or beside what took one.</summary>
    public void Fill()
    {
        if (_ready.Count >= Spare || _disposed || Interlocked.Exchange(ref _making, 1) == 1)
            return;
        new Thread(Make) { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = "realm-keys" }.Start();
    }

    /// <summary>A key of its own for the caller: a spare one, or one made now.</summary>
    public RSA Take(int keySize = KeySize)
    {
        var key = keySize == KeySize && _ready.TryDequeue(out var spare) ? spare : RSA.Create(keySize);
        if (keySize == KeySize)
            Fill();
        return key;
    }

    void Make()
    {
        _stopping.Wait(s_calm);
        while (_ready.Count < Spare && !_disposed)
        {
            var key = RSA.Create(KeySize);
            // Create is lazy; exporting makes the key.
            key.ExportParameters(false);
            _ready.Enqueue(key);
        }
        Volatile.Write(ref _making, 0);
    }

    public void Dispose()
    {
        _disposed = true;
        _stopping.Set();
        while (_ready.TryDequeue(out var key))
            key.Dispose();
    }
}
