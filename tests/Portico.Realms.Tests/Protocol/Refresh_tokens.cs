using System.Net;
using System.Text.Json;
using Portico.Storage;

namespace Portico.Realms.Tests.Protocol;

public sealed class Refresh_tokens
{
    public static TheoryData<DialectKind> Engines => Stores.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task that_rotate_die_as_a_family_when_a_spent_one_comes_back(DialectKind engine)
    {
        await using var provider = await ProviderUnderTest.Start(engine, static realm => realm["revokeRefreshToken"] = true);
        var first = (await provider.SignIn()).GetProperty("refresh_token").GetString()!;
        var (status, json) = await Refresh(provider, first);
        status.ShouldBe(HttpStatusCode.OK);
        var second = json.GetProperty("refresh_token").GetString()!;

        (status, json) = await Refresh(provider, first);
        status.ShouldBe(HttpStatusCode.BadRequest);
        json.GetProperty("error_description").GetString().ShouldBe("Maximum allowed refresh token reuse exceeded");
        (status, _) = await Refresh(provider, second);
        status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task that_rotate_give_one_successor_to_many_who_try_at_once()
    {
        await using var provider = await ProviderUnderTest.Start(configure: static realm => realm["revokeRefreshToken"] = true);
        var token = (await provider.SignIn()).GetProperty("refresh_token").GetString()!;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Refresh(provider, token)));
        outcomes.Count(o => o.Status == HttpStatusCode.OK).ShouldBe(1);
    }

    [Fact]
    public async Task survive_a_restart()
    {
        await using var provider = await ProviderUnderTest.Start();
        var token = (await provider.SignIn()).GetProperty("refresh_token").GetString()!;
        await provider.Restart();
        (await Refresh(provider, token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task end_with_the_session_that_the_realm_allows()
    {
        var clock = new ProviderUnderTest.Clock();
        await using var provider = await ProviderUnderTest.Start(configure: static realm => realm["ssoSessionMaxLifespan"] = 5400, time: clock);
        var token = (await provider.SignIn()).GetProperty("refresh_token").GetString()!;
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(25));
            var (status, json) = await Refresh(provider, token);
            status.ShouldBe(HttpStatusCode.OK, "each use keeps the session from becoming idle");
            token = json.GetProperty("refresh_token").GetString()!;
        }
        clock.Advance(TimeSpan.FromMinutes(20));
        (await Refresh(provider, token)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    static Task<(HttpStatusCode Status, JsonElement Json)> Refresh(ProviderUnderTest provider, string token) =>
        provider.Token(("grant_type", "refresh_token"), ("client_id", "web"), ("refresh_token", token));
}
