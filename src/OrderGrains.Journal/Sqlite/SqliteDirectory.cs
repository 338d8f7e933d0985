using Microsoft.Data.Sqlite;

namespace OrderGrains.Journal;

/// <summary>The directory of the SQLite files: <c>journal.db</c>, <c>keys.db</c>, <c>orleans.db</c> and <c>lock</c>.</summary>
/// <remarks>
/// The one process that writes holds <c>lock</c> open; the operating system releases the lock when the process ends, however it ends.
/// </remarks>
public sealed class SqliteDirectory : IDisposable
{
    private readonly FileStream? _lock;

    private SqliteDirectory(string path, FileStream? @lock) => (Path, _lock) = (path, @lock);

    /// <summary>The directory's full path.</summary>
    public string Path { get; }

    /// <summary>Whether this process may write.</summary>
    public bool Writes => _lock is not null;

    /// <summary>Locks the directory for writing, creating it if it does not exist.</summary>
    /// <exception cref="StorageInUseException">Another process holds the lock.</exception>
    public static SqliteDirectory Take(string path)
    {
        var full = Directory.CreateDirectory(path).FullName;
        try
        {
            var file = System.IO.Path.Combine(full, "lock");
            return new(full, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new StorageInUseException(full, e);
        }
    }

    /// <summary>Opens the directory for reading, also while another process writes.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no journal.</exception>
    public static SqliteDirectory ReadOnly(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        return File.Exists(System.IO.Path.Combine(full, "journal.db"))
            ? new(full, null)
            : throw new DirectoryNotFoundException($"There is no journal in {full}.");
    }

    /// <summary>Opens a connection to the journal's file, read-only by default.</summary>
    public SqliteConnection OpenJournal(bool write = false) => Open("journal.db", write);

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    /// <summary>Opens a connection to the key file; writable if this process holds the lock.</summary>
    public SqliteConnection OpenKeys() => Open("keys.db", Writes);

    /// <summary>Opens a connection to the file of the grains' states; writable if this process holds the lock.</summary>
    public SqliteConnection OpenGrains() => Open("orleans.db", Writes);

    // SQLite gives its log files the mode of the database file, and an empty file is an empty database.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void CreateForOwnerOnly(string path)
    {
        using var created = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    private SqliteConnection Open(string file, bool write)
    {
        if (write && !Writes)
            throw new InvalidOperationException("The directory was opened for reading.");
        var path = System.IO.Path.Combine(Path, file);
        if (write && !OperatingSystem.IsWindows() && !File.Exists(path))
            CreateForOwnerOnly(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = write ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = 10,
        }.ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = write
                ? "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -32768"
                : "pragma query_only = on; pragma cache_size = -8192";
            command.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new JournalUnavailableException($"{file} cannot be opened: {e.Message}", e);
        }
    }
}

/// <summary>Another process, such as a server, migrate or rebuild, writes to the directory.</summary>
public sealed class StorageInUseException(string path, Exception? inner = null)
    : Exception($"{path} is in use by another process. Stop it first.", inner)
{
    /// <summary>The directory.</summary>
    public string Path { get; } = path;
}
