using Portico.Ingestion.Workflows.Grammar;
using Portico.Ingestion.Workflows.Yaml;

namespace Portico.Ingestion.Workflows;

/// <summary>
/// Reads a workflow file: environment variables are replaced in the text, then it is parsed as YAML (JSON is YAML too), then checked against the grammar. All problems are
/// reported together, each with its place in the file as it was written.
/// </summary>
public sealed record WorkflowFile
{
    WorkflowFile(Workflow? workflow, IReadOnlyList<Problem> problems) => (Workflow, Problems) = (workflow, problems);

    /// <summary>The workflow; <c>null</c> when there are problems.</summary>
    public Workflow? Workflow { get; }

    /// <summary>What is wrong, in the order of the file.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variable">The value of an environment variable, or <c>null</c> when it is not set.</param>
    public static WorkflowFile Read(string path, Func<string, string?> variable)
    {
        try
        {
            return Parse(File.ReadAllText(path), path, variable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var reason = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "There is no such file.",
                _ when Directory.Exists(path) => "It is a folder; give a file.",
                _ => e.Message,
            };
            return new WorkflowFile(null, [new Problem(Errors.FileUnreadable, path, 0, 0, $"The workflow file cannot be read. {reason}")]);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="name">The file's name in problems.</param>
    /// <param name="variable">The value of an environment variable, or <c>null</c> when it is not set.</param>
    public static WorkflowFile Parse(string text, string name, Func<string, string?> variable)
    {
        var expanded = ExpandedText.Of(text, variable);
        var problems = new List<(int Index, Problem Problem)>();
        void Report(string id, int index, string message)
        {
            var (line, column) = expanded.Locate(index);
            problems.Add((index, new Problem(id, name, line, column, message)));
        }
        YamlNode root;
        try
        {
            root = YamlComposer.Compose(expanded.Text);
            new Checker(Report).Check(root, WorkflowGrammar.Workflow, "");
        }
        catch (YamlSyntaxException e)
        {
            Report(e.IsDuplicateKey ? Errors.DuplicateKey : Errors.NotYaml, e.Index, e.IsDuplicateKey ? e.Message : $"This is not valid YAML: {e.Message}");
            root = new YamlScalar(0, "", plain: true);
        }
        if (problems.Count > 0)
            return new WorkflowFile(null, [.. problems.OrderBy(p => p.Index).Select(p => p.Problem)]);
        foreach (var (variableName, index) in expanded.Unset)
            Report(Errors.Warning, index, $"The environment variable {variableName} is not set; the text stays as it is written.");
        var document = (YamlMapping)root;
        foreach (var node in WorkflowGrammar.WithoutEffect(document))
            Report(Errors.Warning, node.Index, $"{node.Text} is understood and has no effect here.");
        return new WorkflowFile(WorkflowBinder.Bind(document) with { Warnings = [.. problems.Select(p => p.Problem)] }, []);
    }

    /// <summary>Reads the connection that a catalog keeps for a service.</summary>
    /// <exception cref="IngestionException">It cannot be used.</exception>
    internal static SourceConnection ParseConnection(string sourceType, string json)
    {
        var connector = Connector.Find(sourceType)!;
        var problems = new List<string>();
        var node = YamlComposer.Compose(json);
        new Checker((_, _, message) => problems.Add(message)).Check(node, connector.Connection, "connection.config");
        return problems.Count == 0
            ? WorkflowBinder.Connection(connector, (YamlMapping)node)
            : throw new IngestionException(Errors.NoConnection, $"The connection that the catalog keeps for this service cannot be used. {string.Join(" ", problems)}");
    }
}
