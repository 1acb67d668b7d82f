using Portico.Ingestion.Sources.Postgres;
using Portico.Ingestion.Sources.Sqlite;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Sources;

/// <summary>Makes the source of a connection.</summary>
static class SourceFactory
{
    public static ISource Create(string service, SourceConnection connection, MetadataOptions options)
    {
        var selection = new Selection(service, connection, options);
        return connection switch
        {
            SqliteConnection sqlite => new SqliteSource(sqlite, selection),
            PostgresConnection postgres => new PostgresSource(postgres, selection),
            _ => throw new InvalidOperationException($"No source reads a {connection.GetType().Name}."),
        };
    }
}
