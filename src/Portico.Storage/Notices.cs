using Microsoft.Extensions.Logging;

namespace Portico.Storage;

/// <summary>Hints that something changed, delivered after commit on every node. They make caches fresh early; they are never needed for correctness.</summary>
public sealed class Notices
{
    readonly Lock _lock = new();
    readonly ILogger _log;
    Dictionary<string, Action<string>[]> _subscribers = new(StringComparer.Ordinal);

    internal Notices(ILogger log) => _log = log;

    /// <summary>Calls <paramref name="handler"/> with the payload of every notice on the channel; an empty payload says that anything may have changed. Handlers must be quick.</summary>
    public IDisposable Subscribe(string channel, Action<string> handler)
    {
        lock (_lock)
            _subscribers = new(_subscribers, StringComparer.Ordinal) { [channel] = [.. _subscribers.GetValueOrDefault(channel) ?? [], handler] };
        return new Subscription(this, channel, handler);
    }

    internal void Deliver(string channel, string payload)
    {
        foreach (var handler in _subscribers.GetValueOrDefault(channel) ?? [])
        {
            try
            {
                handler(payload);
            }
            catch (Exception e)
            {
                Log.NoticeHandlerFailed(_log, channel, e);
            }
        }
    }

    internal void DeliverUnknown()
    {
        foreach (var channel in _subscribers.Keys)
            Deliver(channel, "");
    }

    sealed class Subscription(Notices notices, string channel, Action<string> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (notices._lock)
            {
                var left = notices._subscribers.GetValueOrDefault(channel)?.Where(h => h != handler).ToArray() ?? [];
                notices._subscribers = new(notices._subscribers, StringComparer.Ordinal) { [channel] = left };
            }
        }
    }
}
