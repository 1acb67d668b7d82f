namespace Portico.SignOn.Tests.Hosting;

/// <summary>The system's clock, put forward or stopped by a test.</summary>
sealed class ManualTime : TimeProvider
{
    long _ahead;
    long _stopped;

    public override DateTimeOffset GetUtcNow() =>
        (Interlocked.Read(ref _stopped) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : base.GetUtcNow()) + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public void Stop() => Interlocked.Exchange(ref _stopped, base.GetUtcNow().Ticks);
}
