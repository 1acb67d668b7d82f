using Portico.Ingestion.Workflows.Yaml;

namespace Portico.Ingestion.Workflows.Grammar;

/// <summary>Walks a document beside its grammar and collects everything that is wrong with it.</summary>
/// <param name="report">Takes the id, the offset and the message of each problem.</param>
sealed class Checker(Action<string, int, string> report)
{
    public void Check(YamlNode node, Shape shape, string path)
    {
        switch (shape)
        {
            case BlockShape block when node is YamlMapping mapping:
                Block(mapping, block, path);
                break;
            case MapShape map when node is YamlMapping mapping:
                foreach (var (key, value) in mapping.Entries)
                    Check(value, map.Value, Join(path, key.Text));
                break;
            case ListShape list when node is YamlSequence sequence:
                for (var i = 0; i < sequence.Items.Count; i++)
                    Check(sequence.Items[i], list.Item, $"{path}[{i}]");
                break;
            case TextShape text when node is YamlScalar { IsNull: false } scalar:
                Text(scalar, text, path);
                break;
            case BooleanShape when node is YamlScalar { AsBoolean: not null }:
            case AnyShape:
                break;
            case IntegerShape range when node is YamlScalar { IsNull: false } scalar && int.TryParse(scalar.Text, out var number):
                if (number < range.Min || number > range.Max)
                    report(Errors.BadValue, node.Index, $"{path} is {number}; it goes from {range.Min} to {range.Max}.");
                break;
            case RefusedShape refused:
                report(refused.Id, node.Index, refused.Reason);
                break;
            default:
                report(Errors.WrongType, node.Index, $"{(path.Length == 0 ? "A workflow file" : path)} is {Expected(shape)}, not {node.Kind}.");
                break;
        }
    }

    void Block(YamlMapping mapping, BlockShape block, string path)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            var member = Array.Find(block.Members, m => m.Name == key.Text);
            if (member is null)
                Unknown(key, block, mapping, path);
            else if (value is not YamlScalar { IsNull: true })
                Check(value, member.Shape(mapping), Join(path, key.Text));
        }
        foreach (var member in block.Members)
        {
            if (member.Required && mapping[member.Name] is null)
                report(Errors.MissingKey, mapping.Index, $"{(path.Length == 0 ? "The workflow" : path)} needs the key '{member.Name}'.");
        }
    }

    void Unknown(YamlScalar key, BlockShape block, YamlMapping mapping, string path)
    {
        var free = block.Members.Select(m => m.Name).Where(name => mapping[name] is null);
        var place = path.Length == 0 ? "a workflow file" : path;
        report(Errors.UnknownKey, key.Index, Nearest.Of(key.Text, free) is { } near
            ? $"Unknown key '{key.Text}' in {place}. Did you mean '{near}'?"
            : $"Unknown key '{key.Text}' in {place}. Known here: {string.Join(", ", block.Members.Select(m => m.Name).Order(StringComparer.Ordinal))}.");
    }

    void Text(YamlScalar scalar, TextShape shape, string path)
    {
        var shown = shape.IsSecret ? "" : $" '{scalar.Text}'";
        if (shape.Words is { } words && !words.Contains(scalar.Text))
        {
            report(Errors.BadValue, scalar.Index, Nearest.Of(scalar.Text, words) is { } near && !shape.IsSecret
                ? $"{path} cannot be{shown}. Did you mean '{near}'?"
                : $"{path} cannot be{shown}. Possible: {string.Join(", ", words)}.");
        }
        else if (IsPlaceholder(scalar.Text))
        {
            report(Errors.BadValue, scalar.Index, $"{path} still holds the placeholder {scalar.Text}. Put the real value in its place.");
        }
        else if (shape.Check?.Invoke(scalar.Text) is { } reason)
        {
            report(Errors.BadValue, scalar.Index, $"{path}{shown} cannot be used: {reason}");
        }
    }

    /// <summary>The guide writes <c>'{your_client_id}'</c> where a value belongs.</summary>
    static bool IsPlaceholder(string text) => text.StartsWith("{your_", StringComparison.Ordinal) && text.EndsWith('}');

    static string Expected(Shape shape) => shape switch
    {
        BlockShape or MapShape => "a block of keys",
        ListShape => "a list",
        BooleanShape => "true or false",
        IntegerShape => "a whole number",
        _ => "a text",
    };

    static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
