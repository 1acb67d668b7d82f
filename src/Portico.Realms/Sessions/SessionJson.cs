using System.Text.Json.Serialization;

namespace Portico.Realms.Sessions;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(CodeData))]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(Protocol.Login.AuthorizationRequest))]
[JsonSerializable(typeof(RefreshChain))]
[JsonSerializable(typeof(DeviceRequest))]
[JsonSerializable(typeof(Protocol.Brokering.BrokeredIdentity))]
[JsonSerializable(typeof(Protocol.Brokering.PendingBroker))]
[JsonSerializable(typeof(string[][]))]
sealed partial class SessionJson : JsonSerializerContext;
