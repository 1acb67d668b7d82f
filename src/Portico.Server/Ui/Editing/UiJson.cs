using System.Text.Json.Serialization;

namespace Portico.Server.Ui.Editing;

[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(List<OwnersForm.Reference>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class UiJson : JsonSerializerContext;
