namespace Portico.Ingestion.Catalog;

/// <summary>A fully qualified name as OpenMetadata writes it: parts joined by dots, a part with a dot in double quotes.</summary>
readonly record struct Fqn
{
    readonly string _text;

    Fqn(string text) => _text = text;

    /// <summary>Joins names as the source has them; characters that OpenMetadata refuses are replaced as <see cref="EntityName"/> does.</summary>
    public static Fqn Of(params ReadOnlySpan<string> names)
    {
        var text = Part(names[0]);
        foreach (var name in names[1..])
            text = $"{text}.{Part(name)}";
        return new Fqn(text);
    }

    /// <summary>The name of a child.</summary>
    public Fqn Child(string name) => new($"{_text}.{Part(name)}");

    /// <summary>A name that OpenMetadata accepts: its client's replacements for double quotes, double colons and arrows.</summary>
    public static string EntityName(string name) => name
        .Replace("::", "__reserved__colon__", StringComparison.Ordinal)
        .Replace(">", "__reserved__arrow__", StringComparison.Ordinal)
        .Replace("\"", "__reserved__quote__", StringComparison.Ordinal);

    public override string ToString() => _text;

    static string Part(string name) => EntityName(name) is var safe && safe.Contains('.', StringComparison.Ordinal) ? $"\"{safe}\"" : safe;
}
