using System.Text.Json.Nodes;

namespace Portico.Catalog.Changes;

/// <summary>One changed member. Lists and objects are told as JSON in a text.</summary>
sealed record FieldChange(string Name, JsonNode? Old, JsonNode? New);
