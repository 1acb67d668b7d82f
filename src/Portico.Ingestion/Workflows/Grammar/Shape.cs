using Portico.Ingestion.Workflows.Yaml;

namespace Portico.Ingestion.Workflows.Grammar;

/// <summary>What may stand at a place of a workflow file.</summary>
abstract record Shape
{
    public static TextShape Text { get; } = new();

    public static TextShape Secret { get; } = new() { IsSecret = true };

    public static BooleanShape Boolean { get; } = new();

    public static IntegerShape Integer { get; } = new(int.MinValue, int.MaxValue);

    public static MapShape TextMap { get; } = new(Text);

    public static AnyShape Anything { get; } = new();

    public static TextShape OneOf(params string[] words) => new() { Words = words };
}

/// <summary>A text. Numbers and booleans are taken as they are written: a password of digits is a password.</summary>
sealed record TextShape : Shape
{
    /// <summary>Its value never appears in a message.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The only values allowed.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>A further check: the reason why a value cannot be used, or <c>null</c>.</summary>
    public Func<string, string?>? Check { get; init; }
}

sealed record BooleanShape : Shape;

sealed record IntegerShape(int Min, int Max) : Shape;

sealed record ListShape(Shape Item) : Shape;

/// <summary>A block with keys of the user's own.</summary>
sealed record MapShape(Shape Value) : Shape;

sealed record AnyShape : Shape;

/// <summary>A place that is refused whatever stands there, with a reason.</summary>
sealed record RefusedShape(string Id, string Reason) : Shape;

/// <summary>A block of known keys.</summary>
sealed record BlockShape(params Member[] Members) : Shape;

/// <summary>A key of a block. Its shape may depend on its neighbours.</summary>
sealed record Member(string Name, Func<YamlMapping, Shape> Shape, bool Required = false)
{
    public Member(string name, Shape shape, bool required = false) : this(name, _ => shape, required)
    {
    }
}
