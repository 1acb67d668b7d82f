using System.Text.Json.Nodes;

namespace Portico.Catalog.Documents;

/// <summary>One entity as it is served: UTF-8 JSON, complete, never parsed unless someone asks for it.</summary>
/// <param name="Id">The entity's id.</param>
/// <param name="Type">The entity type's name, such as <c>table</c>.</param>
/// <param name="Fqn">Fully qualified name.</param>
/// <param name="Version">OpenMetadata's version, one decimal.</param>
/// <param name="UpdatedAt">Milliseconds since 1970.</param>
/// <param name="Deleted">Whether it is soft deleted.</param>
/// <param name="Json">The document.</param>
public sealed record Document(Guid Id, string Type, string Fqn, decimal Version, long UpdatedAt, bool Deleted, ReadOnlyMemory<byte> Json)
{
    /// <summary>The document as an object that the caller may change.</summary>
    public JsonObject ToObject() => JsonNode.Parse(Json.Span)!.AsObject();
}
