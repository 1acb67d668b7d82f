using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>A configured provider, for example a key provider. Secret settings are in <see cref="Secrets"/>, not in the document.</summary>
sealed class Component
{
    public Component(JsonElement document, JsonElement? secrets)
    {
        Document = document;
        Secrets = secrets;
        Id = document.Text("id")!;
        Name = document.Text("name") ?? "";
        ProviderId = document.Text("providerId") ?? "";
        ProviderType = document.Text("providerType") ?? "";
        ParentId = document.Text("parentId");
        SubType = document.Text("subType");
        Config = document.TextListMap("config");
    }

    public JsonElement Document { get; }

    public JsonElement? Secrets { get; }

    public string Id { get; }

    public string Name { get; }

    public string ProviderId { get; }

    public string ProviderType { get; }

    public string? ParentId { get; }

    public string? SubType { get; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Config { get; }

    public string? Setting(string key) => Config.TryGetValue(key, out var values) && values.Count > 0 ? values[0] : Secrets?.Text(key);
}
