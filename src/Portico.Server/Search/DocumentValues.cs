using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Server.Search;

/// <summary>Values of a document by path; lists are looked through.</summary>
static class DocumentValues
{
    public static IEnumerable<string> At(JsonObject document, string path) => Walk(document, path.Split('.'), 0).Select(Text).OfType<string>();

    public static bool Exists(JsonObject document, string path) => Walk(document, path.Split('.'), 0).Any(node => node is not null);

    static IEnumerable<JsonNode?> Walk(JsonNode? node, string[] path, int at)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list)
                {
                    foreach (var found in Walk(item, path, at))
                        yield return found;
                }
                break;
            case JsonObject inner when at < path.Length:
                if (inner.TryGetPropertyValue(path[at], out var next))
                {
                    foreach (var found in Walk(next, path, at + 1))
                        yield return found;
                }
                else if (path[at] == "displayName" && inner.TryGetPropertyValue("name", out var name))
                {
                    // The index shows the name where there is no display name.
                    foreach (var found in Walk(name, path, at + 1))
                        yield return found;
                }
                break;
            default:
                if (at == path.Length)
                    yield return node;
                break;
        }
    }

    static string? Text(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => (string)node!,
        JsonValueKind.Number => node.ToJsonString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
