using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Portico.Storage;

static class Migrator
{
    const string CreateVersions = "CREATE TABLE IF NOT EXISTS storage_version (module $text NOT NULL, number bigint NOT NULL, name $text NOT NULL, applied_at bigint NOT NULL, PRIMARY KEY (module, number))";
    const string Applied = "SELECT number FROM storage_version WHERE module = @module ORDER BY number";
    const string Record = "INSERT INTO storage_version (module, number, name, applied_at) VALUES (@module, @number, @name, @at)";

    public static Task Run(Engine engine, IReadOnlyList<MigrationSet> sets, TimeProvider time, ILogger log, CancellationToken ct) =>
        engine.Exclusively(async session =>
        {
            await session.Execute(CreateVersions);
            foreach (var set in sets)
            {
                var files = Files(set, session.Dialect.Kind);
                var applied = await session.Query(Applied, row => (int)row.GetInt64(0), ("module", set.Module));
                if (applied.Count > 0 && applied[^1] > (files.Count == 0 ? 0 : files[^1].Number))
                    throw new StorageException(Errors.TooNew, $"Its module '{set.Module}' is at migration {applied[^1]}, this version of Portico knows {(files.Count == 0 ? 0 : files[^1].Number)}. Start the newer version, or restore a backup.");
                foreach (var file in files.Where(f => !applied.Contains(f.Number)))
                {
                    try
                    {
                        await session.Execute(file.Sql);
                    }
                    catch (DbException e)
                    {
                        throw new StorageException(Errors.MigrationFailed, $"Migration {set.Module}/{file.Name} failed: {e.Message} The database is unchanged.", e);
                    }
                    await session.Execute(Record, ("module", set.Module), ("number", (long)file.Number), ("name", file.Name), ("at", time.GetUtcNow().ToUnixTimeMilliseconds()));
                    Log.Migrated(log, set.Module, file.Number);
                }
            }
        }, ct);

    static List<(int Number, string Name, string Sql)> Files(MigrationSet set, DialectKind kind)
    {
        var prefix = set.ResourcePrefix + ".";
        var own = kind == DialectKind.Sqlite ? ".sqlite.sql" : ".postgres.sql";
        var other = kind == DialectKind.Sqlite ? ".postgres.sql" : ".sqlite.sql";
        var files = new List<(int, string, string)>();
        foreach (var resource in set.Assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(prefix, StringComparison.Ordinal) || !resource.EndsWith(".sql", StringComparison.Ordinal) || resource.EndsWith(other, StringComparison.Ordinal))
                continue;
            var name = resource[prefix.Length..];
            name = name[..^(name.EndsWith(own, StringComparison.Ordinal) ? own.Length : ".sql".Length)];
            using var reader = new StreamReader(set.Assembly.GetManifestResourceStream(resource)!);
            files.Add((int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name, reader.ReadToEnd()));
        }
        files.Sort((a, b) => a.Item1.CompareTo(b.Item1));
        return files;
    }
}
