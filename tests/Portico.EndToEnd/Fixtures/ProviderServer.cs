using System.Globalization;
using Portico.Testbed;

namespace Portico.EndToEnd.Fixtures;

/// <summary>The identity provider alone (<c>portico realms</c>), with one imported realm made for clients that nobody here wrote.</summary>
public sealed class ProviderServer : IAsyncDisposable
{
    /// <summary>The realm's name.</summary>
    public const string Realm = "peer";

    /// <summary>Its one person.</summary>
    public const string User = "jane";

    /// <summary>Her password.</summary>
    public const string UserPassword = "a long sentence of Jane";

    /// <summary>A confidential client with every flow; it is in the audience of its tokens.</summary>
    public const string Confidential = "confidential";

    /// <summary>Its secret.</summary>
    public const string Secret = "K3epItS4fe-0nlyForTests";

    /// <summary>Where the confidential client is sent back to; nobody needs to listen there.</summary>
    public const string RedirectUri = "http://localhost:9/callback";

    /// <summary>A public client, whose pages may be served from any port of localhost.</summary>
    public const string Public = "browser";

    readonly TemporaryFolder _folder = new();
    readonly ChildProcess _process;

    ProviderServer()
    {
        var port = FreePort.Next();
        Address = new Uri($"http://localhost:{port}");
        File.WriteAllText(_folder.Combine("peer.json"), Export);
        _process = ChildProcess.Start(
            Programs.Server,
            ["realms", "--data", _folder.Combine("data"), "--port", port.ToString(CultureInfo.InvariantCulture), "--import-realm", _folder.Combine("peer.json")],
            environment: new Dictionary<string, string?>(StringComparer.Ordinal) { ["PORTICO_ADMIN_PASSWORD"] = AdminPassword, ["PORTICO_DATABASE"] = null, ["PORTICO_DATA"] = null });
    }

    /// <summary><c>http://localhost:PORT</c>.</summary>
    public Uri Address { get; }

    /// <summary>The realm's issuer.</summary>
    public string Issuer => $"{Address.GetLeftPart(UriPartial.Authority)}/realms/{Realm}";

    /// <summary>Password of <c>admin</c> in realm <c>master</c>.</summary>
    public string AdminPassword { get; } = "Admin-" + Guid.NewGuid().ToString("N");

    /// <summary>What it wrote so far.</summary>
    public string Output => _process.Output;

    /// <summary>Starts it and waits for the realm.</summary>
    public static async Task<ProviderServer> Start()
    {
        var server = new ProviderServer();
        try
        {
            await server._process.WaitForHttp(new Uri($"{server.Issuer}/.well-known/openid-configuration"), TimeSpan.FromMinutes(2));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The realm as a file.</summary>
    public const string Export = $$"""
        {
          "realm": "{{Realm}}", "enabled": true,
          "clients": [
            {
              "clientId": "{{Confidential}}", "enabled": true, "protocol": "openid-connect", "publicClient": false, "secret": "{{Secret}}",
              "standardFlowEnabled": true, "implicitFlowEnabled": true, "directAccessGrantsEnabled": true, "serviceAccountsEnabled": true,
              "redirectUris": ["{{RedirectUri}}"], "webOrigins": [],
              "protocolMappers": [
                {
                  "name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                  "config": { "included.client.audience": "{{Confidential}}", "access.token.claim": "true", "introspection.token.claim": "true" }
                }
              ]
            },
            {
              "clientId": "{{Public}}", "enabled": true, "protocol": "openid-connect", "publicClient": true,
              "standardFlowEnabled": true, "implicitFlowEnabled": true, "redirectUris": ["http://localhost/*"], "webOrigins": ["*"]
            }
          ],
          "users": [
            {
              "username": "{{User}}", "enabled": true, "email": "jane@example.com", "emailVerified": true, "firstName": "Jane", "lastName": "Doe",
              "credentials": [{ "type": "password", "value": "{{UserPassword}}", "temporary": false }]
            }
          ]
        }
        """;
}
