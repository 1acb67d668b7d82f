using System.Text.Json;

namespace Portico.Realms.Tokens;

/// <summary>
/// Claims of a token in the order in which they were first set. Values are <c>string</c>, <c>long</c>, <c>double</c>, <c>bool</c>, <c>IReadOnlyList&lt;string&gt;</c>,
/// <c>IReadOnlyList&lt;object&gt;</c>, <see cref="JsonElement"/> or <see cref="Claims"/>.
/// </summary>
sealed class Claims
{
    readonly List<(string Name, object Value)> _members = new(24);

    public bool IsEmpty => _members.Count == 0;

    public object? this[string name]
    {
        get
        {
            var at = IndexOf(name);
            return at < 0 ? null : _members[at].Value;
        }
    }

    public Claims Set(string name, object? value)
    {
        var at = IndexOf(name);
        if (value is null)
        {
            if (at >= 0)
                _members.RemoveAt(at);
        }
        else if (at >= 0)
        {
            _members[at] = (name, value);
        }
        else
        {
            _members.Add((name, value));
        }
        return this;
    }

    /// <summary>Sets a value below nested objects, which are made as needed; what is no object in between is replaced.</summary>
    public void Set(IReadOnlyList<string> path, object value) => Parent(path).Set(path[^1], value);

    /// <summary>Adds to a list that is there already, as role mappers that share a claim do.</summary>
    public void Append(IReadOnlyList<string> path, IReadOnlyList<string> values)
    {
        var parent = Parent(path);
        parent.Set(path[^1], parent[path[^1]] is IReadOnlyList<string> known ? [.. known.Union(values, StringComparer.Ordinal)] : values);
    }

    Claims Parent(IReadOnlyList<string> path)
    {
        var node = this;
        for (var i = 0; i < path.Count - 1; i++)
        {
            if (node[path[i]] is not Claims child)
                node.Set(path[i], child = new Claims());
            node = child;
        }
        return node;
    }

    public void CopyTo(Claims other)
    {
        foreach (var (name, value) in _members)
            other.Set(name, value);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMembers(json);
        json.WriteEndObject();
    }

    public void WriteMembers(Utf8JsonWriter json)
    {
        foreach (var (name, value) in _members)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }
    }

    static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case Claims nested:
                nested.Write(json);
                break;
            case JsonElement element:
                element.WriteTo(json);
                break;
            case IReadOnlyList<string> texts:
                json.WriteStartArray();
                foreach (var text in texts)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case IReadOnlyList<object> items:
                json.WriteStartArray();
                foreach (var item in items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"A claim cannot be a {value.GetType().Name}.");
        }
    }

    int IndexOf(string name)
    {
        for (var i = 0; i < _members.Count; i++)
        {
            if (_members[i].Name == name)
                return i;
        }
        return -1;
    }
}
