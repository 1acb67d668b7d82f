using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>A protocol mapper of a client or client scope: which provider puts what into which token.</summary>
sealed class ProtocolMapper
{
    public ProtocolMapper(JsonElement document)
    {
        Document = document;
        Id = document.Text("id") ?? "";
        Name = document.Text("name") ?? "";
        Protocol = document.Text("protocol") ?? "openid-connect";
        Provider = document.Text("protocolMapper") ?? "";
        Config = document.TextMap("config");
    }

    public JsonElement Document { get; }

    public string Id { get; }

    public string Name { get; }

    public string Protocol { get; }

    /// <summary>The provider id, for example <c>oidc-usermodel-attribute-mapper</c>.</summary>
    public string Provider { get; }

    public IReadOnlyDictionary<string, string> Config { get; }

    public string? Setting(string key) => Config.GetValueOrDefault(key);

    public bool IsSet(string key) => Config.TryGetValue(key, out var value) && value == "true";
}
