using System.Reflection;

namespace Portico.Storage;

/// <summary>
/// The numbered, forward-only SQL files of one module: embedded resources named <c>{ResourcePrefix}.NNNN_name.sql</c>, or
/// <c>NNNN_name.sqlite.sql</c> and <c>NNNN_name.postgres.sql</c> where the text must differ.
/// </summary>
/// <param name="Module">The module's name; numbers count per module.</param>
/// <param name="Assembly">Holds the resources.</param>
/// <param name="ResourcePrefix">Everything before <c>.NNNN_name.sql</c>, for example <c>Portico.Catalog.Migrations</c>.</param>
public sealed record MigrationSet(string Module, Assembly Assembly, string ResourcePrefix);
