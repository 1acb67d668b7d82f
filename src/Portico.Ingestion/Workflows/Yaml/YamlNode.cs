namespace Portico.Ingestion.Workflows.Yaml;

/// <summary>A node of a YAML document that knows where it stands.</summary>
/// <param name="index">Offset of its first character.</param>
abstract class YamlNode(int index)
{
    public int Index => index;

    /// <summary>What it is, in a user's words.</summary>
    public abstract string Kind { get; }
}

/// <summary>A text, number, boolean or null; which of them, the place where it is used decides.</summary>
sealed class YamlScalar(int index, string text, bool plain) : YamlNode(index)
{
    public string Text => text;

    public bool IsNull => plain && text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>YAML 1.1's words, quoted too: a value from the environment may arrive in quotes.</summary>
    public bool? AsBoolean => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => null,
    };

    public override string Kind =>
        IsNull ? "nothing" : !plain ? "a text" : AsBoolean is not null ? "a boolean" : double.TryParse(text, out _) ? "a number" : "a text";
}

sealed class YamlSequence(int index, IReadOnlyList<YamlNode> items) : YamlNode(index)
{
    public IReadOnlyList<YamlNode> Items => items;

    public override string Kind => "a list";
}

sealed class YamlMapping(int index, IReadOnlyList<(YamlScalar Key, YamlNode Value)> entries) : YamlNode(index)
{
    public IReadOnlyList<(YamlScalar Key, YamlNode Value)> Entries => entries;

    public override string Kind => "a block of keys";

    /// <summary>The value of a key; <c>null</c> when it is absent or null.</summary>
    public YamlNode? this[string key]
    {
        get
        {
            foreach (var (name, value) in entries)
            {
                if (name.Text == key)
                    return value is YamlScalar { IsNull: true } ? null : value;
            }
            return null;
        }
    }

    public string? Text(string key) => (this[key] as YamlScalar)?.Text;

    public YamlMapping? Block(string key) => this[key] as YamlMapping;

    public bool Boolean(string key, bool usual) => (this[key] as YamlScalar)?.AsBoolean ?? usual;

    public int Integer(string key, int usual) => int.TryParse(Text(key), out var value) ? value : usual;
}
