using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>A realm role (<see cref="ClientUuid"/> is null) or a client role.</summary>
sealed class Role
{
    public Role(JsonElement document)
    {
        Document = document;
        Id = document.Text("id")!;
        Name = document.Text("name")!;
        Description = document.Text("description");
        ClientUuid = document.Text("$client");
        CompositeIds = document.Texts("$composites");
        Attributes = document.TextListMap("attributes");
    }

    public JsonElement Document { get; }

    public string Id { get; }

    public string Name { get; }

    public string? Description { get; }

    /// <summary>Id of the client that owns the role, or null for a realm role.</summary>
    public string? ClientUuid { get; }

    /// <summary>Ids of the roles directly below.</summary>
    public IReadOnlyList<string> CompositeIds { get; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes { get; }

    public override string ToString() => Name;
}
