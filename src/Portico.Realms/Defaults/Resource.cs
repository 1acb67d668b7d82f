using System.Collections.Concurrent;
using System.Text.Json;

namespace Portico.Realms.Defaults;

/// <summary>The JSON files of this folder, each read once.</summary>
static class Resource
{
    static readonly ConcurrentDictionary<string, JsonElement> s_read = new(StringComparer.Ordinal);

    public static JsonElement Get(string name) => s_read.GetOrAdd(name, static n => Model.Json.Parse(Text(n)));

    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Resource).Assembly.GetManifestResourceStream("Portico.Realms.Defaults." + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing."));
        return reader.ReadToEnd();
    }
}
