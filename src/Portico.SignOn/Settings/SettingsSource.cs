using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Portico.SignOn.Settings;

/// <summary>
/// OpenMetadata's settings as it reads them itself: <c>conf/openmetadata.yaml</c> is a template, <c>${NAME:-default}</c> is replaced as text first, and the result is YAML. So the value of a
/// variable is YAML too: <c>[a, b]</c> is a list, quotes around a value are not part of it, <c> # ...</c> is a comment. A blank value is none.
/// </summary>
sealed class SettingsSource
{
    readonly IReadOnlyDictionary<string, string> _environment;
    readonly YamlMappingNode? _document;
    readonly HashSet<string> _defaulted = new(StringComparer.Ordinal);
    readonly List<string> _problems;
    readonly List<string> _notes;

    public SettingsSource(IReadOnlyDictionary<string, string> environment, string? yaml, List<string> problems, List<string> notes)
    {
        (_environment, _problems, _notes) = (environment, problems, notes);
        if (string.IsNullOrWhiteSpace(yaml))
            return;
        var text = Substitute(yaml);
        try
        {
            _document = Parse(text) as YamlMappingNode;
            if (_document is null)
                problems.Add("the configuration file holds no settings");
        }
        catch (YamlException e)
        {
            problems.Add($"the configuration file is no YAML after its variables were replaced (line {e.Start.Line}, column {e.Start.Column}: {e.Message})");
        }
    }

    /// <summary>The text of a setting; <c>null</c> when it is not set. Braces around a value, as printed in guides, are taken off.</summary>
    public string? Text(Setting setting)
    {
        switch (Node(setting))
        {
            case YamlScalarNode { Value: var value }:
                return string.IsNullOrWhiteSpace(value) || (value == "null" && value.Length == 4) ? null : value.Trim();
            case YamlMappingNode { Children: [(YamlScalarNode { Value: { Length: > 0 } inner }, YamlScalarNode { Value: null or "" })] }:
                _notes.Add($"{setting.Variable}: the braces around the value were taken off");
                return inner.Trim();
            case null or YamlMappingNode { Children.Count: 0 }:
                return null;
            default:
                _problems.Add($"{setting.Variable} is not one value");
                return null;
        }
    }

    /// <summary>The entries of a list; <c>null</c> when it is not set.</summary>
    public IReadOnlyList<string>? List(Setting setting)
    {
        switch (Node(setting))
        {
            case YamlSequenceNode sequence:
                return [.. sequence.Children.OfType<YamlScalarNode>().Select(entry => entry.Value?.Trim()).OfType<string>().Where(entry => entry.Length > 0)];
            case YamlScalarNode { Value: { } value } when !string.IsNullOrWhiteSpace(value):
                _notes.Add($"{setting.Variable}: read as a list; write [{value.Trim()}]");
                return [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
            case null or YamlScalarNode:
                return null;
            default:
                _problems.Add($"{setting.Variable} is no list; write [a, b]");
                return null;
        }
    }

    /// <summary>Names and values; OpenMetadata's <c>customParamKey1/customParamValue1</c> pairs count as one each.</summary>
    public IReadOnlyDictionary<string, string>? Map(Setting setting)
    {
        if (Node(setting) is not YamlMappingNode { Children.Count: > 0 } mapping)
            return null;
        const string key = "customParamKey";
        const string value = "customParamValue";
        var entries = mapping.Children.ToDictionary(child => child.Key.ToString(), child => child.Value.ToString(), StringComparer.Ordinal);
        return entries.Where(entry => !entry.Key.StartsWith(value, StringComparison.Ordinal) && entry.Key.Length > 0)
            .Select(entry => entry.Key.StartsWith(key, StringComparison.Ordinal)
                ? KeyValuePair.Create(entry.Value, entries.GetValueOrDefault(value + entry.Key[key.Length..], ""))
                : entry)
            .Where(entry => entry.Key.Length > 0)
            .ToDictionary(StringComparer.Ordinal);
    }

    public bool? Flag(Setting setting)
    {
        var text = Text(setting);
        if (text is null)
            return null;
        if (bool.TryParse(text, out var flag))
            return flag;
        _problems.Add($"{setting.Variable} is '{text}'; possible are true and false");
        return null;
    }

    public int? Number(Setting setting)
    {
        var text = Text(setting);
        if (text is null)
            return null;
        if (int.TryParse(text, out var number))
            return number;
        _problems.Add($"{setting.Variable} is '{text}', which is no whole number");
        return null;
    }

    /// <summary>Whether somebody set it: the variable, or the file in so many words rather than by a template's default.</summary>
    public bool IsSaid(Setting setting) => IsSet(setting.Variable) || (_document is not null && !_defaulted.Contains(setting.Variable) && Find(setting.Path) is not null);

    YamlNode? Node(Setting setting)
    {
        if (_document is not null && Find(setting.Path) is { } node)
            return node;
        if (!IsSet(setting.Variable))
            return null;
        var text = _environment[setting.Variable];
        try
        {
            return (Parse($"value: {text.Trim()}") as YamlMappingNode)?.Children.Values.FirstOrDefault();
        }
        catch (YamlException)
        {
            _notes.Add($"{setting.Variable}: the value is no YAML and was taken as it is; put it in quotes");
            return new YamlScalarNode(text.Trim());
        }
    }

    YamlNode? Find(string path)
    {
        YamlNode? node = _document;
        foreach (var part in path.Split('.'))
            node = node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(part), out var child) ? child : null;
        return node;
    }

    bool IsSet(string variable) => _environment.TryGetValue(variable, out var value) && !string.IsNullOrWhiteSpace(value);

    static YamlNode? Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents is [var document, ..] ? document.RootNode : null;
    }

    /// <summary>Replaces <c>${NAME}</c> and <c>${NAME:-default}</c>; braces in a default are counted, so that <c>${PARAMETERS:-{}}</c> is one.</summary>
    string Substitute(string template)
    {
        var result = new StringBuilder(template.Length);
        var at = 0;
        for (var start = template.IndexOf("${", StringComparison.Ordinal); start >= 0; start = template.IndexOf("${", at, StringComparison.Ordinal))
        {
            var end = start + 2;
            for (var depth = 1; end < template.Length; end++)
            {
                depth += template[end] switch { '{' => 1, '}' => -1, _ => 0 };
                if (depth == 0)
                    break;
            }
            if (end == template.Length)
                break;
            result.Append(template, at, start - at).Append(Value(template[(start + 2)..end]));
            at = end + 1;
        }
        return result.Append(template, at, template.Length - at).ToString();
    }

    string Value(string placeholder)
    {
        var separator = placeholder.IndexOf(":-", StringComparison.Ordinal);
        var name = separator < 0 ? placeholder : placeholder[..separator];
        if (_environment.TryGetValue(name, out var value) && value.Length > 0)
            return value;
        _defaulted.Add(name);
        return separator < 0 ? "" : placeholder[(separator + 2)..];
    }
}

/// <summary>A setting of OpenMetadata: its path in openmetadata.yaml and its variable.</summary>
sealed record Setting(string Path, string Variable);
