namespace Portico.Testbed;

/// <summary>The checkout that the running tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>Absolute path of the folder that holds Portico.slnx.</summary>
    public static string Path { get; } = Find();

    /// <summary>A path inside the checkout.</summary>
    public static string Combine(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Portico.slnx")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No Portico.slnx above '{AppContext.BaseDirectory}': tests run from inside the checkout.");
    }
}
