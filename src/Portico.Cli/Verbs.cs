using System.CommandLine;
using Portico.Cli.Ingest;
using Portico.Cli.Token;

namespace Portico.Cli;

/// <summary>The verbs of <c>metadata</c>: one folder each, made here.</summary>
static class Verbs
{
    public static IEnumerable<Command> All(GlobalOptions options) => [IngestCommand.Create(options), TokenCommand.Create(options)];
}
