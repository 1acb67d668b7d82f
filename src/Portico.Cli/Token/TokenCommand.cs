using System.CommandLine;
using Portico.Ingestion.Catalog;
using Portico.Ingestion.Workflows;

namespace Portico.Cli.Token;

/// <summary><c>metadata token</c>: an access token of the service account, alone on standard output, for curl and other clients.</summary>
static class TokenCommand
{
    const string SecretVariable = "PORTICO_CLIENT_SECRET";

    public static Command Create(GlobalOptions global)
    {
        var config = new Option<string?>("--config", "-c") { Description = "A workflow file whose securityConfig is used", HelpName = "FILE" };
        var endpoint = new Option<Uri?>("--token-endpoint")
        {
            Description = "Such as http://localhost:8080/realms/data-sec/protocol/openid-connect/token",
            HelpName = "URL",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : Refuse(result),
        };
        var client = new Option<string>("--client-id") { Description = "The client. Default: open-metadata", HelpName = "ID", DefaultValueFactory = _ => "open-metadata" };
        var secret = new Option<string?>("--client-secret") { Description = $"Its secret. Better: the environment variable {SecretVariable}", HelpName = "SECRET" };
        var command = new Command("token", "Print an access token of a service account, by client credentials.") { config, endpoint, client, secret };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(config) is null) == (result.GetResult(endpoint) is null))
                result.AddError("Give either --config or --token-endpoint.");
            else if (result.GetResult(endpoint) is not null && result.GetValue(secret) is null && Variable() is null)
                result.AddError($"The secret is missing: set {SecretVariable}, or give --client-secret.");
        });
        command.SetAction((parsed, ct) => CommandLine.Guard(global.Asked(parsed) ?? Verbosity.Normal, async () =>
        {
            if (parsed.GetValue(config) is not { } file)
                return await Print(new ClientCredentials(parsed.GetValue(client)!, parsed.GetValue(secret) ?? Variable()!, parsed.GetValue(endpoint)!), null, ct);
            var read = WorkflowFile.Read(file, Variables.Get);
            foreach (var problem in read.Problems)
                await Console.Error.WriteLineAsync(problem.ToString());
            if (read.Workflow is not { } workflow)
                return 1;
            if (workflow.Catalog.Credentials is ClientCredentials credentials)
                return await Print(credentials, workflow.Catalog, ct);
            await Console.Error.WriteLineAsync($"{Errors.Usage}: {file} signs in with a fixed token; there is no service account to ask for one.");
            return 1;
        }));
        return command;
    }

    static async Task<int> Print(ClientCredentials credentials, CatalogSettings? settings, CancellationToken ct)
    {
        await Console.Out.WriteLineAsync(await ServiceAccount.Token(credentials, settings, TimeProvider.System, ct));
        return 0;
    }

    static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--token-endpoint is '{result.Tokens[0].Value}', which is no http or https address.");
        return null;
    }

    static string? Variable() => Environment.GetEnvironmentVariable(SecretVariable) is { Length: > 0 } value ? value : null;
}
