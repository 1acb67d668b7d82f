namespace Portico.Catalog.Writing;

/// <summary>Another write came first: the transaction is rolled back and the operation prepared again.</summary>
sealed class StaleException : Exception;
