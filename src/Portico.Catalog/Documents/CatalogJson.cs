using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Portico.Catalog.Documents;

/// <summary>Serialization of JSON nodes, without reflection.</summary>
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(string))]
sealed partial class CatalogJson : JsonSerializerContext;
