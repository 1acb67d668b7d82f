using System.Net;

namespace Portico.Server.Tests.Identity;

public sealed class Issue_tokens
{
    [Fact]
    public async Task An_administrator_gives_a_bot_its_token_and_takes_it_back()
    {
        await using var host = await IdentityHost.Start();
        var (_, root) = await host.Person("root", admin: true);
        var (botId, first) = await host.Bot("loader");

        var (status, issued) = await host.Send("PUT", $"/api/v1/users/generateToken/{botId}", root, """{"JWTTokenExpiry": "7"}""");
        status.ShouldBe(HttpStatusCode.OK);
        ((string)issued!["JWTTokenExpiry"]!).ShouldBe("7");
        ((long)issued["JWTTokenExpiresAt"]!).ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(6).ToUnixTimeMilliseconds());
        var token = (string)issued["JWTToken"]!;
        (await host.Get("/api/v1/users/loggedInUser", token)).Status.ShouldBe(HttpStatusCode.OK);
        (await host.Get("/api/v1/users/loggedInUser", first)).Status.ShouldBe(HttpStatusCode.Unauthorized, "a bot has one token at a time");

        ((string)(await host.Get($"/api/v1/users/token/{botId}", root)).Body!["JWTToken"]!).ShouldBe(token);
        var mechanism = (await host.Get($"/api/v1/users/auth-mechanism/{botId}", root)).Body!;
        ((string)mechanism["authType"]!).ShouldBe("JWT");
        ((string)mechanism["config"]!["JWTToken"]!).ShouldBe(token);

        var (revoked, empty) = await host.Send("PUT", "/api/v1/users/revokeToken", root, $$"""{"id": "{{botId}}"}""");
        revoked.ShouldBe(HttpStatusCode.OK);
        ((string)empty!["JWTToken"]!).ShouldBe("");
        (await host.Get("/api/v1/users/loggedInUser", token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nobody_else_touches_the_tokens_of_bots()
    {
        await using var host = await IdentityHost.Start();
        var (_, ann) = await host.Person("ann");
        var (botId, bot) = await host.Bot("loader");

        foreach (var token in new[] { ann, bot })
        {
            (await host.Send("PUT", $"/api/v1/users/generateToken/{botId}", token, """{"JWTTokenExpiry": "7"}""")).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await host.Get($"/api/v1/users/token/{botId}", token)).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await host.Get($"/api/v1/users/auth-mechanism/{botId}", token)).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await host.Send("PUT", "/api/v1/users/revokeToken", token, $$"""{"id": "{{botId}}"}""")).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
        (await host.Get("/api/v1/users/loggedInUser", bot)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Bad_requests_are_refused_by_name()
    {
        await using var host = await IdentityHost.Start();
        var (rootId, root) = await host.Person("root", admin: true);
        var (botId, _) = await host.Bot("loader");

        (await host.Send("PUT", $"/api/v1/users/generateToken/{botId}", root, """{"JWTTokenExpiry": "8"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Send("PUT", $"/api/v1/users/generateToken/{botId}", root, "[]")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Send("PUT", $"/api/v1/users/generateToken/{rootId}", root, "{}")).Status.ShouldBe(HttpStatusCode.BadRequest, "a person gets no bot's token");
        (await host.Send("PUT", $"/api/v1/users/generateToken/{Guid.NewGuid()}", root, "{}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await host.Send("PUT", "/api/v1/users/revokeToken", root, """{"id": "x"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_person_lists_and_revokes_own_tokens_but_a_token_makes_no_tokens()
    {
        await using var host = await IdentityHost.Start();
        var (_, ann) = await host.Person("ann");
        var (_, bob) = await host.Person("bob");
        var (_, bot) = await host.Bot("loader");

        (await host.Send("PUT", "/api/v1/users/security/token", ann, """{"tokenName": "mine", "JWTTokenExpiry": "Unlimited"}""")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Get("/api/v1/users/security/token", bot)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Get("/api/v1/users/security/token?username=ann", bob)).Status.ShouldBe(HttpStatusCode.Forbidden);

        var (status, listed) = await host.Get("/api/v1/users/security/token", ann);
        status.ShouldBe(HttpStatusCode.OK);
        var token = listed!["data"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)token["tokenName"]!).ShouldBe("test");
        ((string)token["tokenType"]!).ShouldBe("PERSONAL_ACCESS_TOKEN");
        token["jwtToken"].ShouldBeNull("it was shown once");

        (await host.Send("PUT", "/api/v1/users/security/token/revoke", bob, $$"""{"tokenIds": ["{{(string)token["token"]!}}"]}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await host.Get("/api/v1/users/loggedInUser", ann)).Status.ShouldBe(HttpStatusCode.OK, "nobody revokes another's");
        (await host.Send("PUT", "/api/v1/users/security/token/revoke?removeAll=true", ann)).Status.ShouldBe(HttpStatusCode.OK);
        (await host.Get("/api/v1/users/loggedInUser", ann)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_caller_sees_its_own_user()
    {
        await using var host = await IdentityHost.Start();
        var (id, ann) = await host.Person("ann");

        var (status, user) = await host.Get("/api/v1/users/loggedInUser?fields=roles,teams", ann);
        status.ShouldBe(HttpStatusCode.OK);
        ((string)user!["id"]!).ShouldBe(id.ToString());
        ((string)user["name"]!).ShouldBe("ann");
        ((string)user["email"]!).ShouldBe("ann@example.org");
        user["authenticationMechanism"].ShouldBeNull();
        (await host.Get("/api/v1/users/loggedInUser/groupTeams", ann)).Status.ShouldBe(HttpStatusCode.OK);
        (await host.Get("/api/v1/users/loggedInUser?fields=nonsense", ann)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Get("/api/v1/users/loggedInUser", null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_service_account_may_ingest()
    {
        await using var host = await IdentityHost.Start();
        var (_, bot) = await host.Bot("service-account-open-metadata");

        var (_, user) = await host.Get("/api/v1/users/loggedInUser?fields=roles", bot);
        ((bool)user!["isBot"]!).ShouldBeTrue();
        user["roles"]!.AsArray().Select(r => (string)r!["name"]!).ShouldBe(["IngestionBotRole"]);
        var (_, permissions) = await host.Get("/api/v1/permissions/table", bot);
        foreach (var operation in new[] { "Create", "BulkCreate", "BulkUpdate", "EditAll", "Delete", "ViewAll" })
            permissions!["permissions"]!.AsArray().Single(p => (string)p!["operation"]! == operation)!["access"]!.GetValue<string>().ShouldBe("allow");
    }
}
