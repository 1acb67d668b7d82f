using Portico.Testbed;

namespace Portico.EndToEnd.Fixtures;

/// <summary>A workflow file with the guide's block, and <c>metadata ingest</c> of it.</summary>
public sealed class Workflow : IDisposable
{
    readonly TemporaryFolder _folder = new();

    /// <param name="server">Catalog and realm.</param>
    /// <param name="source">What stands below <c>source:</c>, without <c>sourceConfig</c>.</param>
    public Workflow(PorticoServer server, string source)
    {
        File = _folder.Combine("workflow.yaml");
        System.IO.File.WriteAllText(File, $"""
            source:
              {source.ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal)}
              sourceConfig:
                config:
                  type: DatabaseMetadata
            sink:
              type: metadata-rest
              config: {"{}"}
            workflowConfig:
              openMetadataServerConfig:
                hostPort: '{new Uri(server.Catalog, "/api")}'
                authProvider: custom-oidc
                securityConfig:
                  clientId: 'open-metadata'
                  secretKey: '{server.ClientSecret}'
                  tokenEndpoint: '{server.Realm}/protocol/openid-connect/token'
            """);
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Runs it to its end.</summary>
    public Task<(int ExitCode, string Output)> Ingest() => Programs.RunMetadata(["ingest", "-c", File]);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
