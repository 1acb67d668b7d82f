using System.Collections.Concurrent;
using Portico.Ingestion.Model;

namespace Portico.Ingestion.Running;

/// <summary>Where a run stands. Counts only grow; they may be read at any time, by any thread.</summary>
public sealed class RunStatus
{
    readonly int[] _counts = new int[Enum.GetValues<EntityKind>().Length * Enum.GetValues<Outcome>().Length];
    readonly ConcurrentQueue<Failure> _failures = new();
    int _warnings;

    /// <summary>The schema that is being read, as <c>database.schema</c>; empty before the first.</summary>
    public string Current { get; internal set; } = "";

    /// <summary>What could not be written.</summary>
    public IReadOnlyCollection<Failure> Failures => _failures;

    /// <summary>Warnings so far.</summary>
    public int Warnings => _warnings;

    /// <summary>How many entities of a kind had an outcome.</summary>
    public int Count(EntityKind kind, Outcome outcome) => Volatile.Read(ref _counts[Index(kind, outcome)]);

    /// <summary>How many entities of all kinds had an outcome.</summary>
    public int Count(Outcome outcome) => Enum.GetValues<EntityKind>().Sum(kind => Count(kind, outcome));

    internal void Add(EntityKind kind, Outcome outcome, int count = 1) => Interlocked.Add(ref _counts[Index(kind, outcome)], count);

    internal void Fail(EntityKind kind, string name, string message)
    {
        _failures.Enqueue(new Failure(kind, name, message));
        Add(kind, Outcome.Failed);
    }

    internal void Warn() => Interlocked.Increment(ref _warnings);

    static int Index(EntityKind kind, Outcome outcome) => (int)kind * Enum.GetValues<Outcome>().Length + (int)outcome;
}

/// <summary>What became of an entity.</summary>
public enum Outcome
{
    /// <summary>The source told it.</summary>
    Read,

    /// <summary>A filter left it out.</summary>
    Filtered,

    /// <summary>It was new to the catalog.</summary>
    Created,

    /// <summary>It had changed.</summary>
    Updated,

    /// <summary>It was as the catalog has it; nothing was sent.</summary>
    Unchanged,

    /// <summary>The source no longer has it; it was marked as deleted.</summary>
    Deleted,

    /// <summary>The catalog refused it.</summary>
    Failed,
}

/// <summary>An entity that the catalog refused, and why.</summary>
public sealed record Failure(EntityKind Kind, string Name, string Message);
