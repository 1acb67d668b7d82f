namespace Portico.Cli.Tests;

/// <summary>What <c>metadata</c> says about itself, and about a command line that it does not understand.</summary>
public sealed class Command_line
{
    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    public async Task tells_its_version(string option)
    {
        var result = await MetadataProgram.Run([option]);

        result.ExitCode.ShouldBe(0);
        result.Output.Trim().ShouldMatch(@"^metadata \d+\.\d+\.\d+ \(OpenMetadata 1\.13\)$");
    }

    [Theory]
    [InlineData("--help", "ingest")]
    [InlineData("ingest --help", "--config <FILE>")]
    [InlineData("token --help", "--token-endpoint <URL>")]
    public async Task explains_itself(string arguments, string expected)
    {
        var result = await MetadataProgram.Run(arguments.Split(' '));

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldContain(expected);
    }

    [Theory]
    [InlineData("ingest")]
    [InlineData("ingest -c a.yaml --oops")]
    [InlineData("ingset -c a.yaml")]
    [InlineData("token")]
    [InlineData("token -c a.yaml --token-endpoint http://localhost/token")]
    [InlineData("token --token-endpoint ftp://localhost/token")]
    [InlineData("--log-level LOUD ingest -c a.yaml")]
    public async Task that_is_wrong_is_refused_with_code_2(string arguments)
    {
        var result = await MetadataProgram.Run(arguments.Split(' '), environment: ("PORTICO_CLIENT_SECRET", null));

        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldStartWith($"{Errors.Usage}: ");
        result.Errors.ShouldContain("--help");
    }
}
