using System.Diagnostics.CodeAnalysis;

namespace Portico.Catalog.Documents;

/// <summary>The value of an operation, or the reason why there is none.</summary>
public readonly record struct Result<T>
{
    Result(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; <c>default</c> when refused.</summary>
    public T? Value { get; }

    /// <summary>The reason; <c>null</c> when there is a value.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Ok => Refusal is null;

    /// <summary>Wraps a value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Wraps a refusal.</summary>
    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}
