using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>One declared attribute of a user profile.</summary>
sealed class ProfileAttribute
{
    public ProfileAttribute(JsonElement document)
    {
        Document = document;
        Name = document.Text("name") ?? "";
        DisplayName = document.Text("displayName");
        Multivalued = document.Flag("multivalued");
        Validations = document.Member("validations") is { ValueKind: JsonValueKind.Object } map
            ? [.. map.EnumerateObject().Select(v => (v.Name, v.Value))]
            : [];
        var required = document.Member("required");
        // "required": {} means for everybody; with roles only for those; with scopes only when one of them is requested.
        var roles = required?.Texts("roles") ?? [];
        RequiredForUser = required is not null && (roles.Count == 0 || roles.Contains("user")) && required.Value.Texts("scopes").Count == 0;
        RequiredForAdmin = required is not null && (roles.Count == 0 || roles.Contains("admin")) && required.Value.Texts("scopes").Count == 0;
        var permissions = document.Member("permissions");
        EditableByUser = permissions?.Texts("edit").Contains("user") ?? false;
        EditableByAdmin = permissions is null || permissions.Value.Texts("edit").Contains("admin");
        ViewableByUser = EditableByUser || (permissions?.Texts("view").Contains("user") ?? false);
    }

    public JsonElement Document { get; }

    public string Name { get; }

    public string? DisplayName { get; }

    public bool Multivalued { get; }

    public IReadOnlyList<(string Validator, JsonElement Config)> Validations { get; }

    public bool RequiredForUser { get; }

    public bool RequiredForAdmin { get; }

    public bool EditableByUser { get; }

    public bool EditableByAdmin { get; }

    public bool ViewableByUser { get; }
}
