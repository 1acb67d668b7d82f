namespace Portico.Realms.Model;

/// <summary>Who a user is at an identity provider: the provider's alias here, and the id and name there.</summary>
sealed record FederatedIdentity(string Provider, string ExternalId, string ExternalName);
