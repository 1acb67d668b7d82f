using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>A required action as the realm has it configured.</summary>
sealed class RequiredAction(JsonElement document)
{
    public JsonElement Document { get; } = document;

    public string Alias { get; } = document.Text("alias")!;

    public string Name { get; } = document.Text("name") ?? document.Text("alias")!;

    public string ProviderId { get; } = document.Text("providerId") ?? document.Text("alias")!;

    public bool Enabled { get; } = document.Flag("enabled", true);

    public bool DefaultAction { get; } = document.Flag("defaultAction");

    public long Priority { get; } = document.Number("priority");

    public IReadOnlyDictionary<string, string> Config { get; } = document.TextMap("config");
}
