namespace Portico.Ingestion.Workflows.Yaml;

/// <summary>A text that is not the YAML of a workflow file.</summary>
sealed class YamlSyntaxException(int index, string message, bool duplicate, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Offset where reading stopped.</summary>
    public int Index => index;

    /// <summary>Whether the reason is a key that appears twice.</summary>
    public bool IsDuplicateKey => duplicate;
}
