using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>A client scope with its mappers and the roles that it lets into tokens.</summary>
sealed class ClientScope
{
    public ClientScope(JsonElement document)
    {
        Document = document;
        Id = document.Text("id")!;
        Name = document.Text("name")!;
        Protocol = document.Text("protocol") ?? "openid-connect";
        Attributes = document.TextMap("attributes");
        Mappers = [.. document.Items("protocolMappers").Select(m => new ProtocolMapper(m))];
        ScopeRoleIds = document.Texts("$scopeRoles");
    }

    public JsonElement Document { get; }

    public string Id { get; }

    public string Name { get; }

    public string Protocol { get; }

    public IReadOnlyDictionary<string, string> Attributes { get; }

    public IReadOnlyList<ProtocolMapper> Mappers { get; }

    /// <summary>Scope mappings: ids of roles that tokens with this scope may carry.</summary>
    public IReadOnlyList<string> ScopeRoleIds { get; }

    /// <summary>Whether the name appears in the token's <c>scope</c>; on unless switched off.</summary>
    public bool InTokenScope => Attributes.GetValueOrDefault("include.in.token.scope") != "false";

    public bool OnConsentScreen => Attributes.GetValueOrDefault("display.on.consent.screen") != "false";

    public string? ConsentText => Attributes.GetValueOrDefault("consent.screen.text");
}
