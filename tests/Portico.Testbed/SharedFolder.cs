namespace Portico.Testbed;

/// <summary>The recorded facts and conversations that may lie beside the checkout (<c>../shared</c>). A clone without them skips the tests that replay them.</summary>
public static class SharedFolder
{
    /// <summary>Why a test is skipped where the folder is missing.</summary>
    public const string Missing = "The folder ../shared with the recordings is not beside this checkout.";

    /// <summary>The folder, or one inside it; <c>null</c> when it is not there.</summary>
    public static string? Find(params ReadOnlySpan<string> parts)
    {
        var path = Path.GetFullPath(Path.Combine([RepositoryRoot.Path, "..", "shared", .. parts]));
        return Path.Exists(path) ? path : null;
    }
}
