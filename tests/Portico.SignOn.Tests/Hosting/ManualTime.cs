namespace Portico.SignOn.Tests.Hosting;

/// <summary>The system's clock, put forward by a test.</summary>
sealed class ManualTime : TimeProvider
{
    long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
