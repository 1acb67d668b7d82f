using Portico.Ingestion.Model;

namespace Portico.Ingestion.Running;

/// <summary>Hears what a run does, while it does it. Called from several threads: an implementation serializes what it must.</summary>
public interface IRunListener
{
    /// <summary>Source and catalog are there and fit; writing begins.</summary>
    /// <param name="source">The source for people, such as <c>PostgreSQL 15.4 at localhost:5432/shop</c>.</param>
    /// <param name="catalog">The catalog for people, with its version.</param>
    void Started(string source, string catalog);

    /// <summary>A schema is done, with the tables and procedures that were read of it.</summary>
    void SchemaDone(string database, string schema, int tables, int procedures);

    /// <summary>Something odd that is no failure; starts with an error id.</summary>
    void Warned(string message);

    /// <summary>The catalog refused an entity.</summary>
    void Failed(EntityKind kind, string name, string message);
}
