using System.Diagnostics.CodeAnalysis;

namespace Portico.Realms.Protocol;

/// <summary>What a phase or grant came to: a value, or the refusal to send instead.</summary>
readonly struct Outcome<T>
    where T : class
{
    Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    public T? Value { get; }

    public Refusal? Refusal { get; }

    public bool IsRefused([NotNullWhen(true)] out Refusal? refusal, [NotNullWhen(false)] out T? value)
    {
        (refusal, value) = (Refusal, Value);
        return refusal is not null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);
}
