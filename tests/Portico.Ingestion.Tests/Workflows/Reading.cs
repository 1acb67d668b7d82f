using Portico.Ingestion.Workflows;
using Portico.Testbed;

namespace Portico.Ingestion.Tests.Workflows;

/// <summary>The grammar of workflow files, and what is said about files that break it.</summary>
public sealed class Reading
{
    const string Good = """
        source:
          type: postgres
          serviceName: shop
          serviceConnection:
            config:
              type: Postgres
              hostPort: localhost:5432
              username: shop
              authType:
                password: 'p4ss'
              database: shop
          sourceConfig:
            config:
              type: DatabaseMetadata
              markDeletedTables: true
              schemaFilterPattern:
                excludes:
                  - ^information_schema$
        sink:
          type: metadata-rest
          config: {}
        workflowConfig:
          openMetadataServerConfig:
            hostPort: 'http://localhost:8585/api'
            authProvider: custom-oidc
            securityConfig:
              clientId: 'open-metadata'
              secretKey: 's3cret'
              tokenEndpoint: 'http://localhost:8080/realms/data-sec/protocol/openid-connect/token'
        """;

    [Fact]
    public void understands_the_workflow_of_the_guide()
    {
        var workflow = Parse(Good).Workflow!;

        workflow.Source.Type.ShouldBe("postgres");
        var connection = workflow.Source.Connection.ShouldBeOfType<PostgresConnection>();
        (connection.Address, connection.Username, connection.Password, connection.Database).ShouldBe((new HostPort("localhost", 5432), "shop", "p4ss", "shop"));
        workflow.Source.Options.SchemaFilter.Excludes.ShouldBe(["^information_schema$"]);
        workflow.Catalog.Api.ShouldBe(new Uri("http://localhost:8585/api/v1/"));
        workflow.Catalog.Credentials.ShouldBe(new ClientCredentials("open-metadata", "s3cret", new Uri("http://localhost:8080/realms/data-sec/protocol/openid-connect/token")));
        (workflow.RaiseOnError, workflow.SuccessThreshold, workflow.LoggerLevel).ShouldBe((true, 90, "INFO"));
    }

    [Theory]
    [InlineData("openmetadata")]
    [InlineData("custom-oidc")]
    [InlineData("basic")]
    public void takes_a_token_whatever_the_provider_is_called(string provider) =>
        Parse(WithToken(provider)).Workflow!.Catalog.Credentials.ShouldBe(new FixedToken("a.b.c"));

    [Fact]
    public void reads_JSON_too()
    {
        var file = Parse("""
            {"source": {"type": "sqlite", "serviceName": "s", "serviceConnection": {"config": {"type": "SQLite", "databaseMode": "/tmp/x.db"}}, "sourceConfig": {"config": {"type": "DatabaseMetadata"}}},
             "sink": {"type": "metadata-rest", "config": {}},
             "workflowConfig": {"openMetadataServerConfig": {"hostPort": "http://localhost:8585/api", "authProvider": "openmetadata", "securityConfig": {"jwtToken": "a.b.c"}}}}
            """);

        file.Problems.ShouldBeEmpty();
        file.Workflow!.Source.Connection.ShouldBeOfType<SqliteConnection>().Database.ShouldBe("default");
    }

    [Fact]
    public void names_line_column_and_the_nearest_key_of_an_unknown_one()
    {
        var problem = Parse(Good.Replace("markDeletedTables:", "markDeletedTable:", StringComparison.Ordinal)).Problems.Single();

        problem.ToString().ShouldBe(
            $"workflow.yaml:15:7: {Errors.UnknownKey}: Unknown key 'markDeletedTable' in source.sourceConfig.config. Did you mean 'markDeletedTables'?");
    }

    [Fact]
    public void reports_everything_that_is_wrong_at_once_in_the_order_of_the_file()
    {
        var file = Parse(Good
            .Replace("  type: postgres", "  type: postgers", StringComparison.Ordinal)
            .Replace("markDeletedTables: true", "markDeletedTables: perhaps", StringComparison.Ordinal)
            .Replace("  - ^information_schema$", "  - '(unclosed'", StringComparison.Ordinal)
            .Replace("clientId: 'open-metadata'", "clientld: 'open-metadata'", StringComparison.Ordinal)
            .Replace("hostPort: 'http://localhost:8585/api'", "hostPort: 'localhost:8585/api'", StringComparison.Ordinal));

        file.Workflow.ShouldBeNull();
        file.Problems.Select(p => (p.Line, p.Column, p.Id)).ShouldBe(
        [
            (2, 9, Errors.BadValue),
            (15, 26, Errors.WrongType),
            (18, 13, Errors.BadValue),
            (24, 15, Errors.BadValue),
            (27, 7, Errors.MissingKey),
            (27, 7, Errors.UnknownKey),
        ], ignoreOrder: true);
        file.Problems.Select(p => p.Line).ShouldBeInOrder();
        file.Problems[0].Message.ShouldContain("did you mean 'postgres'?");
    }

    [Theory]
    [InlineData("      database: shop", "", Errors.MissingKey, "source.serviceConnection.config needs the key 'database'.")]
    [InlineData("  serviceName: shop", "  serviceName: [shop]", Errors.WrongType, "source.serviceName is a text, not a list.")]
    [InlineData("  serviceName: shop", "  serviceName:", Errors.MissingKey, "source needs the key 'serviceName'.")]
    [InlineData("  config: {}", "  config: 5", Errors.WrongType, "sink.config is a block of keys, not a number.")]
    [InlineData("      hostPort: localhost:5432", "      hostPort: localhost:port", Errors.BadValue, "source.serviceConnection.config.hostPort 'localhost:port' cannot be used: it is no host:port, such as localhost:5432.")]
    [InlineData("type: postgres", "type: snowflake", Errors.BadValue, "source.type 'snowflake' cannot be used: OpenMetadata has this connector, Portico does not. Available: postgres, sqlite.")]
    [InlineData("type: DatabaseMetadata", "type: Profiler", Errors.NotAvailable, "A workflow of type 'Profiler' is not available; Portico runs DatabaseMetadata.")]
    [InlineData("authProvider: custom-oidc", "authProvider: custom_oidc", Errors.BadValue, "workflowConfig.openMetadataServerConfig.authProvider cannot be 'custom_oidc'. Did you mean 'custom-oidc'?")]
    [InlineData("secretKey: 's3cret'", "secretKey: '{your_client_secret}'", Errors.BadValue, "workflowConfig.openMetadataServerConfig.securityConfig.secretKey still holds the placeholder {your_client_secret}. Put the real value in its place.")]
    [InlineData("        password: 'p4ss'", "        awsConfig: {awsRegion: eu-west-1}", Errors.NotAvailable, "Signing in to PostgreSQL through AWS IAM is not available; use authType.password.")]
    public void says_what_is_wrong(string good, string bad, string id, string message)
    {
        var problem = Parse(Good.Replace(good, bad, StringComparison.Ordinal)).Problems.First(p => p.Message == message || p.Id == id);

        (problem.Id, problem.Message).ShouldBe((id, message));
        problem.Line.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void says_where_reading_stopped_when_it_is_no_YAML()
    {
        var problem = Parse("source:\n  type: a: b\n").Problems.Single();

        (problem.Id, problem.Line).ShouldBe((Errors.NotYaml, 2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("just a text")]
    [InlineData("- a\n- list\n")]
    public void refuses_what_is_no_block_of_keys(string text) => Parse(text).Problems.Single().Id.ShouldBe(Errors.WrongType);

    [Fact]
    public void refuses_a_key_that_appears_twice()
    {
        var problem = Parse(Good.Replace("  serviceName: shop", "  serviceName: shop\n  type: sqlite", StringComparison.Ordinal)).Problems.Single();

        (problem.Id, problem.Line, problem.Column).ShouldBe((Errors.DuplicateKey, 4, 3));
    }

    [Fact]
    public void never_shows_a_secret()
    {
        var file = Parse(Good.Replace("secretKey: 's3cret'", "secretKey: ['s3cret']", StringComparison.Ordinal).Replace("password: 'p4ss'", "password: {a: 'p4ss'}", StringComparison.Ordinal));

        file.Problems.Count.ShouldBe(2);
        file.Problems.ShouldAllBe(p => !p.ToString().Contains("s3cret", StringComparison.Ordinal) && !p.ToString().Contains("p4ss", StringComparison.Ordinal));
        Parse(Good).Workflow!.ToString().ShouldNotContain("s3cret");
        Parse(Good).Workflow!.ToString().ShouldNotContain("p4ss");
    }

    [Fact]
    public void knows_anchors_aliases_and_merge_keys()
    {
        var file = Parse(Good
            .Replace("      schemaFilterPattern:\n        excludes:\n          - ^information_schema$", "      schemaFilterPattern: &f\n        excludes: [^a]\n      tableFilterPattern:\n        <<: *f\n        includes: [^b]", StringComparison.Ordinal));

        file.Problems.ShouldBeEmpty();
        (file.Workflow!.Source.Options.TableFilter.Excludes.Single(), file.Workflow.Source.Options.TableFilter.Includes.Single()).ShouldBe(("^a", "^b"));
    }

    [Fact]
    public void does_not_unfold_a_small_file_into_a_huge_one()
    {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Parse(text).Problems.Single().Id.ShouldBe(Errors.NotYaml);
    }

    [Fact]
    public void warns_of_options_that_are_not_carried_out()
    {
        var file = Parse(Good.Replace("      markDeletedTables: true", "      includeOwners: true\n      extractJsonSchema: false\n      incremental: {enabled: false}\n      ownerConfig: {default: team}", StringComparison.Ordinal));

        file.Workflow!.Warnings.Select(w => (w.Line, w.Column, w.Id)).ShouldBe([(15, 7, Errors.Warning), (18, 7, Errors.Warning)]);
    }

    [Fact]
    public void says_that_a_file_is_missing()
    {
        var problem = WorkflowFile.Read("/nowhere/workflow.yaml", _ => null).Problems.Single();

        problem.ToString().ShouldBe($"/nowhere/workflow.yaml: {Errors.FileUnreadable}: The workflow file cannot be read. There is no such file.");
    }

    [Theory]
    [InlineData("sample.yaml")]
    [InlineData("keycloak-sso.yaml")]
    public void takes_the_bundled_examples(string name)
    {
        var file = WorkflowFile.Read(RepositoryRoot.Combine("examples", name), variable => variable switch
        {
            "PORTICO_CATALOG" => "http://localhost:8585",
            "PORTICO_REALM" => "http://localhost:8080/realms/data-sec",
            "PORTICO_CLIENT_SECRET" => "secret",
            _ => null,
        });

        file.Problems.ShouldBeEmpty();
        file.Workflow!.Catalog.Credentials.ShouldBe(new ClientCredentials("open-metadata", "secret", new Uri("http://localhost:8080/realms/data-sec/protocol/openid-connect/token")));
    }

    static WorkflowFile Parse(string yaml) => WorkflowFile.Parse(yaml, "workflow.yaml", _ => null);

    static string WithToken(string provider)
    {
        var at = Good.IndexOf("    authProvider", StringComparison.Ordinal);
        return $"{Good[..at]}    authProvider: {provider}\n    securityConfig:\n      jwtToken: a.b.c\n";
    }
}
