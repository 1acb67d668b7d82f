using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Realms.Defaults;

/// <summary>The JSON files of this folder, each read once.</summary>
static class Resource
{
    static readonly ConcurrentDictionary<string, string> s_texts = new(StringComparer.Ordinal);
    static readonly ConcurrentDictionary<string, JsonElement> s_read = new(StringComparer.Ordinal);

    public static JsonElement Get(string name) => s_read.GetOrAdd(name, static n => Model.Json.Parse(Text(n)));

    /// <summary>A copy for the caller, with the realm's name where the file says {realm}.</summary>
    public static JsonNode Fill(string name, string realm) =>
        JsonNode.Parse(Text(name).Replace("{realm}", JsonEncodedText.Encode(realm).ToString(), StringComparison.Ordinal))!;

    static string Text(string name) => s_texts.GetOrAdd(name, static n => Load(n));

    static string Load(string name)
    {
        using var reader = new StreamReader(typeof(Resource).Assembly.GetManifestResourceStream("Portico.Realms.Defaults." + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing."));
        return reader.ReadToEnd();
    }
}
