using System.Buffers;
using System.Net;
using System.Text;

namespace Portico.Realms.Protocol;

/// <summary>Parameters of a query or an <c>application/x-www-form-urlencoded</c> body, in order, names case-sensitive. The first value of a repeated name counts.</summary>
sealed class Parameters
{
    const int MostParameters = 200;
    const int LargestBody = 256 * 1024;

    readonly List<(string Name, string Value)> _values = [];

    public static Parameters None { get; } = new();

    public IReadOnlyList<(string Name, string Value)> All => _values;

    /// <summary>The first value, or null when the parameter is absent; an empty value is a value.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (known, value) in _values)
            {
                if (known == name)
                    return value;
            }
            return null;
        }
    }

    public bool Has(string name) => this[name] is not null;

    /// <summary>Every value of a name, in order.</summary>
    public IReadOnlyList<string> Values(string name) => [.. _values.Where(v => v.Name == name).Select(v => v.Value)];

    /// <summary>Whether any of these names, or any name at all but <paramref name="except"/>, occurs twice.</summary>
    public bool HasDuplicates(IReadOnlySet<string>? names = null, string? except = null)
    {
        for (var i = 1; i < _values.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (_values[i].Name == _values[j].Name && _values[i].Name != except && (names is null || names.Contains(_values[i].Name)))
                    return true;
            }
        }
        return false;
    }

    public static Parameters Of(IEnumerable<(string Name, string Value)> values)
    {
        var parameters = new Parameters();
        parameters._values.AddRange(values);
        return parameters;
    }

    public static Parameters Parse(ReadOnlySpan<char> text)
    {
        var parameters = new Parameters();
        foreach (var range in text.Split('&'))
        {
            var pair = text[range];
            if (pair.IsEmpty)
                continue;
            if (parameters._values.Count == MostParameters)
                break;
            var equals = pair.IndexOf('=');
            parameters._values.Add(equals < 0 ? (Decode(pair), "") : (Decode(pair[..equals]), Decode(pair[(equals + 1)..])));
        }
        return parameters;
    }

    /// <summary>The request's form; none when the body is no form or is too large to be one.</summary>
    public static async ValueTask<Parameters> ReadForm(Microsoft.AspNetCore.Http.HttpRequest request, CancellationToken ct)
    {
        if (request.ContentType is not { } type || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) || request.ContentLength > LargestBody)
            return None;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(ct);
            if (read.Buffer.Length > LargestBody)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return None;
            }
            if (read.IsCompleted)
            {
                var text = Encoding.UTF8.GetString(read.Buffer);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return Parse(text);
            }
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    static string Decode(ReadOnlySpan<char> text) => text.ContainsAny('%', '+') ? WebUtility.UrlDecode(text.ToString()) : text.ToString();
}
