using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Peers;

/// <summary>npm <c>@keycloak/keycloak-admin-client</c>, Keycloak's own client of its admin REST API. The journey is in tests/peers/keycloak-admin-client.</summary>
public sealed class KeycloakAdminClient(SharedProvider provider)
{
    [Theory]
    [InlineData("journey.mjs")]
    [InlineData("breadth.mjs")]
    public async Task administers_a_realm(string script)
    {
        var server = await provider.Server;
        var folder = await NodePackages.Install("tests/peers/keycloak-admin-client");

        var (exitCode, output) = await ChildProcess.Run("node", [script, server.Address.GetLeftPart(UriPartial.Authority), server.AdminPassword], folder);

        exitCode.ShouldBe(0, output + server.Output);
        output.ShouldContain("ok deletion");
    }
}
