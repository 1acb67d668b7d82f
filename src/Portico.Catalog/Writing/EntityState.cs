using System.Text.Json.Nodes;
using Portico.Catalog.Secrets;
using Portico.Catalog.Serving;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;

namespace Portico.Catalog.Writing;

/// <summary>A stored entity, ready to be changed.</summary>
sealed record EntityState(EntityRow Row, ILookup<Guid, Relation> Relations)
{
    /// <summary>Everything that belongs to it, in clear, without what it only inherits.</summary>
    public JsonObject Body(EntityType type, SecretMembers secrets)
    {
        var body = DocumentWriter.Write(type, Row, type.FullProjection, Relations, null, inherit: false).ToObject();
        if (type.Secrets is { } member)
            secrets.Decrypt(body[member]);
        return body;
    }

    /// <summary>Its references as one JSON object, for the history.</summary>
    public static string References(EntityType type, JsonObject body)
    {
        var references = new JsonObject();
        foreach (var reference in type.References.Where(r => r is { Writable: true, Versioned: true }))
        {
            if (body[reference.Name] is { } value)
                references[reference.Name] = value.DeepClone();
        }
        return references.ToJsonString();
    }
}
