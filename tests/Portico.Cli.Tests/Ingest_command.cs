using Portico.Ingestion.Tests.Catalog;
using Portico.Testbed;

namespace Portico.Cli.Tests;

/// <summary><c>metadata ingest</c> as a user and a CI job see it.</summary>
public sealed class Ingest_command
{
    [Fact]
    public async Task ingests_the_bundled_sample_with_plain_lines_and_a_summary()
    {
        await using var catalog = await RecordingCatalog.Start();

        var result = await Sample(catalog);

        result.ExitCode.ShouldBe(0, result.Errors);
        result.Errors.ShouldBeEmpty();
        result.Output.ShouldNotContain("\u001b");
        result.Output.ShouldContain("Reading SQLite 3.");
        result.Output.ShouldContain("shop.main: 19 tables");
        result.Output.ShouldMatch(@"tables +19 +0 +19 +0 +0 +0 +0");
        result.Output.ShouldContain("100 % succeeded, 0 failures, 0 warnings.");
        catalog.Entities("tables")["shop.shop.main.orders"]["description"]!.GetValue<string>().ShouldBe("Orders, from basket to delivery.");
    }

    [Fact]
    public async Task is_silent_when_told_so_and_all_is_well()
    {
        await using var catalog = await RecordingCatalog.Start();

        var result = await Sample(catalog, "--quiet");

        (result.ExitCode, result.Output, result.Errors).ShouldBe((0, "", ""));
    }

    [Fact]
    public async Task ends_with_code_1_when_too_much_was_refused()
    {
        await using var catalog = await RecordingCatalog.Start();
        catalog.Refuses = row => row["name"]!.GetValue<string>() is "orders" or "stock" or "reviews" ? "not this one" : null;

        var result = await Sample(catalog, "--quiet");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain($"{Ingestion.Errors.EntityRefused}: shop.shop.main.orders was refused (400): not this one.");
        result.Errors.ShouldContain($"{Ingestion.Errors.RunFailed}: ");
    }

    [Fact]
    public async Task names_line_and_column_of_an_unknown_key()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("bad.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(RepositoryRoot.Combine("examples", "sample.yaml"))).Replace("serviceName:", "serviceNmae:", StringComparison.Ordinal));

        var result = await MetadataProgram.Run(["ingest", "-c", file]);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain($"{file}:4:3: {Ingestion.Errors.UnknownKey}: Unknown key 'serviceNmae' in source. Did you mean 'serviceName'?");
    }

    [Theory]
    [InlineData("secret", Ingestion.Errors.TokenRefused)]
    [InlineData("realm", Ingestion.Errors.TokenEndpointUnreachable)]
    [InlineData("catalog", Ingestion.Errors.CatalogUnreachable)]
    [InlineData("source", Ingestion.Errors.SourceUnreachable)]
    [InlineData("file", Ingestion.Errors.FileUnreadable)]
    public async Task tells_each_thing_that_is_wrong_by_an_id_of_its_own_and_writes_nothing(string broken, string id)
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var dead = $"http://127.0.0.1:{FreePort.Next()}";

        var result = await MetadataProgram.Run(
            ["ingest", "-c", broken == "file" ? folder.Combine("missing.yaml") : RepositoryRoot.Combine("examples", "sample.yaml")],
            // The sample's path is relative: elsewhere there is no such file.
            broken == "source" ? folder.Path : RepositoryRoot.Path,
            ("PORTICO_CATALOG", broken == "catalog" ? dead : catalog.Address.ToString().TrimEnd('/')),
            ("PORTICO_REALM", broken == "realm" ? dead : $"{catalog.Address}realms/data-sec"),
            ("PORTICO_CLIENT_SECRET", broken == "secret" ? "wrong" : RecordingCatalog.Secret));

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain(id);
        result.Errors.TrimEnd().ShouldNotContain("\n");
        catalog.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task warns_of_a_variable_that_is_not_set()
    {
        await using var catalog = await RecordingCatalog.Start();

        var result = await Sample(catalog, "--debug", secret: null);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain($"{Ingestion.Errors.Warning}: The environment variable PORTICO_CLIENT_SECRET is not set");
    }

    static Task<MetadataProgram.Result> Sample(RecordingCatalog catalog, string? option = null, string? secret = RecordingCatalog.Secret) => MetadataProgram.Run(
        ["ingest", "-c", "examples/sample.yaml", .. option is null ? Array.Empty<string>() : [option]],
        RepositoryRoot.Path,
        ("PORTICO_CATALOG", catalog.Address.ToString().TrimEnd('/')),
        ("PORTICO_REALM", $"{catalog.Address}realms/data-sec"),
        ("PORTICO_CLIENT_SECRET", secret));
}
