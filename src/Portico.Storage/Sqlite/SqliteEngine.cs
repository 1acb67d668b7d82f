using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Portico.Storage.Sqlite;

/// <summary>
/// SQLite in WAL mode: any number of readers beside one writer thread. The writer takes the jobs that wait, runs each but the first within a savepoint and commits them together,
/// so that one flush to disk serves many callers. A thread beside it moves what the log holds into the file, so that no write waits for that.
/// </summary>
sealed class SqliteEngine : Engine
{
    const int MostJobsPerCommit = 256;
    const int CorruptFile = 11;
    const int NotADatabase = 26;
    const long QuickCheckUpTo = 16 * 1024 * 1024;
    const string Pragmas = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA mmap_size = 268435456;";

    /// <summary>Durable at every commit; a log that a bulk write has swollen shrinks again at the next checkpoint.</summary>
    const string WriterPragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 16000; " + Pragmas;

    /// <summary>Pages in the log (4 KiB each) that are worth a checkpoint. A log that grows faster than that, to 16,000 pages, is moved by the writer itself.</summary>
    const int PagesPerCheckpoint = 1000;

    /// <summary>More than read at once under load (a reader holds a thread): opening one, with its parsed schema and statements, costs more than a hundred reads.</summary>
    static readonly int s_mostIdleReaders = Math.Max(16, 4 * Environment.ProcessorCount);

    readonly string _file;
    readonly string _connection;
    readonly string _readConnection;
    readonly FileStream _ownership;
    readonly SqliteLink _writer;
    readonly ConcurrentBag<SqliteLink> _readers = [];
    readonly BlockingCollection<Job> _jobs = [];
    readonly Thread _thread;
    readonly Thread _checkpoints;
    readonly AutoResetEvent _checkpointDue = new(false);
    int _pagesInLog;
    Action<string, string> _deliver = static (_, _) => { };
    int _idleReaders;
    int _disposed;

    public SqliteEngine(string file)
    {
        _file = Path.GetFullPath(file);
        var connection = new SqliteConnectionStringBuilder { DataSource = _file, Pooling = false, DefaultTimeout = 30 };
        _connection = connection.ConnectionString;
        _readConnection = new SqliteConnectionStringBuilder(connection.ConnectionString) { Mode = SqliteOpenMode.ReadOnly }.ConnectionString;
        _ownership = Own(_file + ".lock");
        try
        {
            _writer = new SqliteLink(connection.ConnectionString, WriterPragmas);
            Check();
        }
        catch (SqliteException e)
        {
            _writer?.Dispose();
            _ownership.Dispose();
            throw Explain(e);
        }
        _thread = new Thread(WriteLoop) { IsBackground = true, Name = "sqlite-writer" };
        _thread.Start();
        _checkpoints = new Thread(CheckpointLoop) { IsBackground = true, Name = "sqlite-checkpoint" };
        _checkpoints.Start();
    }

    public override Dialect Dialect { get; } = new(DialectKind.Sqlite);

    StorageException Explain(SqliteException e) => e.SqliteErrorCode is CorruptFile or NotADatabase
        ? new StorageException(Errors.Damaged, $"The file '{_file}' is damaged or is no SQLite database ({e.Message}). Restore it from a backup, or move it away to start empty.", e)
        : new StorageException(Errors.CannotOpen, $"The file '{_file}' cannot be opened ({e.Message}). Check the folder and its permissions, or choose another.", e);

    public override async Task<T> Read<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, typeof(Database));
        if (_readers.TryTake(out var link))
            Interlocked.Decrement(ref _idleReaders);
        else
            link = new SqliteLink(_readConnection, Pragmas);
        var healthy = false;
        var session = new SqliteSession(link, Dialect, ct);
        try
        {
            link.Begin();
            try
            {
                await using var interrupt = ct.UnsafeRegister(static reader => ((SqliteLink)reader!).Interrupt(), link);
                return await work(session);
            }
            finally
            {
                session.End();
                link.Commit();
                healthy = true;
            }
        }
        finally
        {
            if (!healthy || !Keep(link))
                link.Dispose();
        }
    }

    bool Keep(SqliteLink reader)
    {
        if (Volatile.Read(ref _disposed) != 0 || Volatile.Read(ref _idleReaders) >= s_mostIdleReaders)
            return false;
        Interlocked.Increment(ref _idleReaders);
        _readers.Add(reader);
        return true;
    }

    public override Task<T> Write<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        var job = new Job<T>(work, ct);
        try
        {
            _jobs.Add(job, ct);
        }
        catch (InvalidOperationException e)
        {
            throw new ObjectDisposedException("The database is closed.", e);
        }
        return job.Task;
    }

    public override async Task Exclusively(Func<Session, Task> work, CancellationToken ct)
    {
        try
        {
            await Write(async session =>
            {
                await work(session);
                session.ThrowIfDoomed();
                return true;
            }, ct);
        }
        catch (SqliteException e)
        {
            throw Explain(e);
        }
    }

    public override Task Listen(Action<string, string> deliver, CancellationToken ct)
    {
        _deliver = deliver;
        return Task.CompletedTask;
    }

    void WriteLoop()
    {
        var ran = new List<Job>();
        foreach (var first in _jobs.GetConsumingEnumerable())
        {
            ran.Clear();
            var job = first;
            try
            {
                _writer.Run("BEGIN IMMEDIATE");
                do
                {
                    if (ran.Count == 0 ? RunFirst(job) : RunInSavepoint(job))
                        ran.Add(job);
                }
                while (ran.Count < MostJobsPerCommit && Next(ref job));
                _writer.Run("COMMIT");
                Committed();
            }
            catch (Exception e)
            {
                // Nothing of the group is on disk, so each of its callers is told.
                TryRollback();
                job.Fail(e);
                foreach (var done in ran)
                    done.Fail(e);
                continue;
            }
            foreach (var done in ran)
            {
                foreach (var (channel, payload) in done.Session?.Notices ?? [])
                    _deliver(channel, payload);
                done.Succeed();
            }
        }
    }

    void Committed()
    {
        _pagesInLog += _writer.TakePagesWritten();
        if (_pagesInLog < PagesPerCheckpoint)
            return;
        _pagesInLog = 0;
        _checkpointDue.Set();
    }

    void CheckpointLoop()
    {
        while (_checkpointDue.WaitOne() && Volatile.Read(ref _disposed) == 0)
        {
            try
            {
                using var link = new SqliteLink(_connection, Pragmas);
                // Passive: it takes what no reader needs, waits for nobody and nobody waits for it.
                link.Run("PRAGMA wal_checkpoint(PASSIVE)");
            }
            catch (SqliteException)
            {
                // A disk that is full or fails: nothing is lost, the log keeps it. The writer meets the same, tells its callers, and moves a long log itself.
            }
        }
    }

    bool Next(ref Job job)
    {
        if (!_jobs.TryTake(out var next))
            return false;
        job = next;
        return true;
    }

    /// <summary>While nothing else is in the transaction, the transaction itself is what a failing job takes back: a savepoint would only copy every page that a large write changes.</summary>
    bool RunFirst(Job job)
    {
        if (IsCancelled(job))
            return false;
        try
        {
            job.Run(new SqliteSession(_writer, Dialect, job.Cancellation));
            return true;
        }
        catch (Exception e)
        {
            job.Fail(e);
            _writer.Run("ROLLBACK");
            _writer.Run("BEGIN IMMEDIATE");
            return false;
        }
    }

    static bool IsCancelled(Job job)
    {
        if (!job.Cancellation.IsCancellationRequested)
            return false;
        job.Cancel();
        return true;
    }

    bool RunInSavepoint(Job job)
    {
        if (IsCancelled(job))
            return false;
        _writer.Run("SAVEPOINT job");
        try
        {
            job.Run(new SqliteSession(_writer, Dialect, job.Cancellation));
        }
        catch (Exception e)
        {
            // First of all: when the engine has rolled back everything by itself (disk full), the next two statements fail, and this is the reason to be told.
            job.Fail(e);
            _writer.Run("ROLLBACK TO job");
            _writer.Run("RELEASE job");
            return false;
        }
        _writer.Run("RELEASE job");
        return true;
    }

    void TryRollback()
    {
        try
        {
            _writer.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // The engine has rolled back by itself (disk full, I/O error): no transaction is left to end.
        }
    }

    void Check()
    {
        if (new FileInfo(_file) is { Exists: true, Length: > 0 and <= QuickCheckUpTo })
        {
            using var command = _writer.Connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() is string verdict && verdict != "ok")
                throw new SqliteException(verdict, CorruptFile);
        }
    }

    static FileStream Own(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.None);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new StorageException(Errors.CannotOpen, $"The folder '{Path.GetDirectoryName(path)}' is missing or not writable. Create it, correct its permissions, or choose another.", e);
        }
        catch (IOException e)
        {
            // A file that another process has locked and one on a full or read-only disk are both IOException; only the first can be opened for reading.
            throw File.Exists(path) && !IsReadOnly(path)
                ? new StorageException(Errors.InUse, $"Another process uses the data in '{Path.GetDirectoryName(path)}'. Stop it, or choose another folder.", e)
                : new StorageException(Errors.CannotOpen, $"The folder '{Path.GetDirectoryName(path)}' cannot be written ({e.Message}). Choose another.", e);
        }
    }

    static bool IsReadOnly(string path)
    {
        var probe = path + "." + Guid.NewGuid().ToString("N");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
                return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return ValueTask.CompletedTask;
        _jobs.CompleteAdding();
        _thread.Join();
        _checkpointDue.Set();
        _checkpoints.Join();
        _checkpointDue.Dispose();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _writer.Dispose();
        _ownership.Dispose();
        return ValueTask.CompletedTask;
    }

    abstract class Job(CancellationToken ct)
    {
        public CancellationToken Cancellation { get; } = ct;

        public SqliteSession? Session { get; protected set; }

        public abstract void Run(SqliteSession session);

        public abstract void Succeed();

        public abstract void Fail(Exception e);

        public abstract void Cancel();
    }

    sealed class Job<T>(Func<Session, Task<T>> work, CancellationToken ct) : Job(ct)
    {
        readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T? _result;

        public Task<T> Task => _completion.Task;

        public override void Run(SqliteSession session)
        {
            Session = session;
            // SQLite answers synchronously, so the task is complete unless the work awaits something else; this thread is the writer's own and may wait for that.
            _result = work(session).GetAwaiter().GetResult();
        }

        public override void Succeed() => _completion.TrySetResult(_result!);

        public override void Fail(Exception e)
        {
            if (e is OperationCanceledException cancelled && Cancellation.IsCancellationRequested)
                _completion.TrySetCanceled(cancelled.CancellationToken);
            else
                _completion.TrySetException(e);
        }

        public override void Cancel() => _completion.TrySetCanceled(Cancellation);
    }
}
