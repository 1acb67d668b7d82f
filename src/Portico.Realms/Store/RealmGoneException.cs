namespace Portico.Realms.Store;

/// <summary>The realm was deleted while it was being changed.</summary>
sealed class RealmGoneException(string name) : Exception($"The realm '{name}' does not exist any more.");
