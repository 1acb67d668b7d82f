using Portico.Ingestion.Tests.Catalog;
using Portico.Testbed;

namespace Portico.Cli.Tests;

/// <summary><c>metadata token</c>.</summary>
public sealed class Token_command
{
    [Fact]
    public async Task prints_a_token_and_nothing_else()
    {
        await using var catalog = await RecordingCatalog.Start();

        var result = await MetadataProgram.Run(["token", "--token-endpoint", catalog.TokenEndpoint], environment: ("PORTICO_CLIENT_SECRET", RecordingCatalog.Secret));

        (result.ExitCode, result.Output, result.Errors).ShouldBe((0, "token-1" + Environment.NewLine, ""));
    }

    [Fact]
    public async Task takes_the_sign_in_of_a_workflow_file()
    {
        await using var catalog = await RecordingCatalog.Start();

        var result = await MetadataProgram.Run(
            ["token", "-c", RepositoryRoot.Combine("examples", "sample.yaml")],
            environment: [("PORTICO_REALM", $"{catalog.Address}realms/data-sec"), ("PORTICO_CLIENT_SECRET", RecordingCatalog.Secret)]);

        (result.ExitCode, result.Output).ShouldBe((0, "token-1" + Environment.NewLine));
    }

    [Fact]
    public async Task tells_a_wrong_secret_without_repeating_it()
    {
        await using var catalog = await RecordingCatalog.Start();

        var result = await MetadataProgram.Run(["token", "--token-endpoint", catalog.TokenEndpoint, "--client-secret", "wrong-one"]);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldStartWith($"{Ingestion.Errors.TokenRefused}: ");
        result.Errors.ShouldNotContain("wrong-one");
    }
}
