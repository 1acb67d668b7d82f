using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Portico.Ingestion.Model;
using SqliteSettings = Portico.Ingestion.Workflows.SqliteConnection;

namespace Portico.Ingestion.Sources.Sqlite;

/// <summary>
/// Reads an SQLite file, read-only: one query per kind of fact over <c>sqlite_master</c> and the pragma functions. Comments inside the statements become descriptions:
/// SQLite has no other.
/// </summary>
sealed class SqliteSource(SqliteSettings settings, Selection selection) : ISource
{
    const string Schema = "main";

    readonly SqliteConnection _connection = new(new SqliteConnectionStringBuilder
    {
        DataSource = settings.File,
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = false,
    }.ToString());

    public Task<string> Connect(CancellationToken ct)
    {
        if (!settings.File.StartsWith("file:", StringComparison.Ordinal) && !File.Exists(settings.File))
        {
            throw new IngestionException(
                Errors.SourceUnreachable, $"The SQLite file '{settings.File}' (databaseMode) does not exist; a relative path starts at the working folder, {Environment.CurrentDirectory}.");
        }
        try
        {
            _connection.Open();
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master";
            command.ExecuteScalar();
            return Task.FromResult($"SQLite {_connection.ServerVersion}");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT)
        {
            throw new IngestionException(Errors.SourceUnusable, $"'{settings.File}' is no SQLite database, or a damaged one.", e);
        }
        catch (SqliteException e)
        {
            throw new IngestionException(Errors.SourceUnreachable, $"The SQLite file '{settings.File}' cannot be opened: {Reason(e)}", e);
        }
    }

    public async IAsyncEnumerable<SourceItem> Read([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var database = settings.Database;
        if (!selection.Database(database))
        {
            yield return new LeftOut(EntityKind.Database, database, null, null, ByFilter: true);
            yield return new SourceEnd();
            yield break;
        }
        yield return new DatabaseItem(database, null);
        if (!selection.Schema(database, Schema))
        {
            yield return new LeftOut(EntityKind.Schema, database, Schema, null, ByFilter: true);
        }
        else
        {
            yield return new SchemaItem(database, Schema, null);
            foreach (var item in Lost(Tables))
                yield return item;
            yield return new SchemaEnd(database, Schema);
        }
        yield return new DatabaseEnd(database);
        yield return new SourceEnd();
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    List<SourceItem> Tables()
    {
        using var transaction = _connection.BeginTransaction(deferred: true);
        var facts = new SqliteFacts(_connection);
        var items = new List<SourceItem>();
        foreach (var relation in facts.Relations())
        {
            var included = relation.IsView ? selection.Options.Views : selection.Options.Tables;
            if (!included || !selection.Table(settings.Database, Schema, relation.Name))
                items.Add(new LeftOut(EntityKind.Table, settings.Database, Schema, relation.Name, ByFilter: included));
            else
                items.Add(Table(relation, facts));
        }
        return [.. facts.Warnings.Select(w => new SourceWarning(w)), .. items];
    }

    TableItem Table(SqliteRelation relation, SqliteFacts facts)
    {
        var comments = SqliteComments.Of(relation.Sql);
        return new TableItem
        {
            Database = settings.Database,
            Schema = Schema,
            Name = relation.Name,
            Type = relation.IsView ? "View" : "Regular",
            Description = comments.Table,
            Columns = [.. facts.Columns(relation.Name).Select(c => new ColumnFact(c.Name, SqliteTypes.Map(c.DeclaredType), c.IsNullable, comments.Columns.GetValueOrDefault(c.Name), c.Default))],
            Keys = facts.Keys(relation.Name, Schema),
            Definition = relation.IsView || selection.Options.Ddl ? relation.Sql : null,
        };
    }

    List<SourceItem> Lost(Func<List<SourceItem>> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e)
        {
            throw new IngestionException(Errors.SourceLost, $"Reading '{settings.File}' broke off: {Reason(e)}", e);
        }
    }

    static string Reason(SqliteException e) => e.Message.TrimEnd('.') + ".";
}
