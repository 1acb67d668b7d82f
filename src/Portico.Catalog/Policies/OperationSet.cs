using System.Numerics;

namespace Portico.Catalog.Policies;

/// <summary>A set of operations in one word; <see cref="Operation.All"/>, <see cref="Operation.ViewAll"/> and <see cref="Operation.EditAll"/> are members like any other until <see cref="Expanded"/>.</summary>
public readonly record struct OperationSet(ulong Bits)
{
    const ulong Every = (1UL << ((int)Operation.EditTestDefinitionLibrary + 1)) - 1;

    static readonly ulong Views = Starting("View");
    static readonly ulong Edits = Starting("Edit");

    /// <summary>Nothing.</summary>
    public static OperationSet None => default;

    /// <summary>Every operation.</summary>
    public static OperationSet Full => new(Every);

    /// <summary>Whether nothing is in the set.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>How many operations are in the set.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>The set of the given operations.</summary>
    public static OperationSet Of(params ReadOnlySpan<Operation> operations)
    {
        var bits = 0UL;
        foreach (var operation in operations)
            bits |= 1UL << (int)operation;
        return new(bits);
    }

    /// <summary>One operation is a set too.</summary>
    public static implicit operator OperationSet(Operation operation) => new(1UL << (int)operation);

    /// <summary>What is in either.</summary>
    public static OperationSet operator |(OperationSet left, OperationSet right) => new(left.Bits | right.Bits);

    /// <summary>What is in both.</summary>
    public static OperationSet operator &(OperationSet left, OperationSet right) => new(left.Bits & right.Bits);

    /// <summary>What is in the left and not in the right.</summary>
    public static OperationSet operator -(OperationSet left, OperationSet right) => new(left.Bits & ~right.Bits);

    /// <summary>Whether the operation is in the set.</summary>
    public bool Contains(Operation operation) => (Bits & (1UL << (int)operation)) != 0;

    /// <summary>What a rule with these operations speaks about: All is everything, ViewAll every View…, EditAll every Edit….</summary>
    public OperationSet Expanded()
    {
        if (Contains(Operation.All))
            return Full;
        var bits = Bits;
        if (Contains(Operation.ViewAll))
            bits |= Views;
        if (Contains(Operation.EditAll))
            bits |= Edits;
        return new(bits);
    }

    /// <summary>The operations, in the order of the enumeration.</summary>
    public IEnumerable<Operation> Each()
    {
        for (var bits = Bits; bits != 0; bits &= bits - 1)
            yield return (Operation)BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>As OpenMetadata writes it in its refusals: <c>[EditDescription, EditTags]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Each())}]";

    static ulong Starting(string prefix)
    {
        var bits = 0UL;
        foreach (var operation in Enum.GetValues<Operation>())
        {
            if (operation.ToString().StartsWith(prefix, StringComparison.Ordinal))
                bits |= 1UL << (int)operation;
        }
        return bits;
    }
}
