using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>A group; its path is computed by the snapshot.</summary>
sealed class Group
{
    /// <summary>How many groups may lie above one another: an export nests two levels of JSON for each, and many readers stop at 64.</summary>
    public const int Deepest = 25;

    public Group(JsonElement document)
    {
        Document = document;
        Id = document.Text("id")!;
        Name = document.Text("name")!;
        Description = document.Text("description");
        ParentId = document.Text("parentId");
        RoleIds = document.Texts("$roles");
        Attributes = document.TextListMap("attributes");
    }

    public JsonElement Document { get; }

    public string Id { get; }

    public string Name { get; }

    public string? Description { get; }

    public string? ParentId { get; }

    public IReadOnlyList<string> RoleIds { get; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes { get; }

    public override string ToString() => Name;
}
