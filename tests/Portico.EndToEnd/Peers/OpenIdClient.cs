using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Peers;

/// <summary>npm <c>openid-client</c>, a certified OpenID Connect client, with its signature checks on. The journey is in tests/peers/openid-client.</summary>
public sealed class OpenIdClient(SharedProvider provider)
{
    [Fact]
    public async Task accepts_every_answer_of_the_provider()
    {
        var server = await provider.Server;
        var folder = await NodePackages.Install("tests/peers/openid-client");

        var (exitCode, output) = await ChildProcess.Run(
            "node", ["journey.mjs", server.Issuer, ProviderServer.Confidential, ProviderServer.Secret, ProviderServer.User, ProviderServer.UserPassword, ProviderServer.RedirectUri], folder);

        exitCode.ShouldBe(0, output + server.Output);
        output.ShouldContain("ok logout ends the session and its tokens");
    }
}
