using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Tests.Protocol;

namespace Portico.Realms.Tests.Mail;

public sealed class Mails_of_administrators
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<HttpResponseMessage> Send(ProviderUnderTest provider, HttpMethod method, string path, JsonNode? body = null)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["client_id"] = "admin-cli", ["username"] = "admin", ["password"] = "admin-password" });
        using var tokens = await provider.Http.PostAsync(new Uri(provider.Address, "/realms/master/protocol/openid-connect/token"), form, Ct);
        using var request = new HttpRequestMessage(method, new Uri(provider.Address, $"/admin/realms/{path}")) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await ProviderUnderTest.Json(tokens)).GetProperty("access_token").GetString());
        return await provider.Http.SendAsync(request, Ct);
    }

    static async Task<string> Alice(ProviderUnderTest provider)
    {
        using var found = await Send(provider, HttpMethod.Get, "shop/users?username=alice&exact=true");
        return (await ProviderUnderTest.Json(found))[0].GetProperty("id").GetString()!;
    }

    [Fact]
    public async Task let_a_user_do_the_actions_after_a_click_once()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Reset_by_mail.Realm(mail.Port));
        var alice = await Alice(provider);
        using var sent = await Send(provider, HttpMethod.Put, $"shop/users/{alice}/execute-actions-email?client_id=web&redirect_uri={Uri.EscapeDataString(ProviderUnderTest.Callback)}&lifespan=600", new JsonArray("UPDATE_PASSWORD", "VERIFY_EMAIL"));
        sent.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var link = (await mail.Next()).Link;
        var browser = provider.Browse();
        var page = await browser.Get(link);
        page.Text.ShouldContain("Update Password, Verify Email");
        page = await browser.Follow(await browser.Post(page.FormAction), provider.Address);
        var done = await browser.Post(page.FormAction, ("password-new", "new-password"), ("password-confirm", "new-password"));
        done.Text.ShouldContain("Your account has been updated.");
        done.Text.ShouldContain(ProviderUnderTest.Callback);
        (await browser.Get(link)).Status.ShouldBe(HttpStatusCode.BadRequest);
        using var user = await Send(provider, HttpMethod.Get, $"shop/users/{alice}");
        (await ProviderUnderTest.Json(user)).GetProperty("emailVerified").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task verify_an_address_only_while_it_is_the_users()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Reset_by_mail.Realm(mail.Port));
        var alice = await Alice(provider);
        using (var sent = await Send(provider, HttpMethod.Put, $"shop/users/{alice}/send-verify-email"))
            sent.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using (var sent = await Send(provider, HttpMethod.Put, $"shop/users/{alice}/send-verify-email"))
            sent.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var (first, second) = (await mail.Next(), await mail.Next());
        var browser = provider.Browse();
        var page = await browser.Get(first.Link);
        page.Text.ShouldContain("Confirm validity of e-mail address alice@example.test.");
        (await browser.Post(page.FormAction)).Text.ShouldContain("Your email address has been verified.");
        using (var changed = await Send(provider, HttpMethod.Put, $"shop/users/{alice}", new JsonObject { ["email"] = "new@example.test", ["emailVerified"] = false }))
            changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await browser.Get(second.Link)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task are_refused_where_they_lead_somewhere_that_is_not_the_clients()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Reset_by_mail.Realm(mail.Port));
        var alice = await Alice(provider);
        foreach (var target in new[] { "http://evil.example.test/", "http://web.example.test.evil.test/", "javascript:alert(1)" })
        {
            using var sent = await Send(provider, HttpMethod.Put, $"shop/users/{alice}/execute-actions-email?client_id=web&redirect_uri={Uri.EscapeDataString(target)}", new JsonArray("UPDATE_PASSWORD"));
            sent.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
        mail.Taken.ShouldBe(0);
    }

    [Theory]
    [InlineData("", false, "PORTICO-IDP-031")]
    [InlineData("host=127.0.0.1 port=1 from=a@example.test", false, "PORTICO-IDP-032")]
    [InlineData("host=169.254.169.254 port=25 from=a@example.test", false, "PORTICO-IDP-030")]
    [InlineData("host=127.0.0.1 port=PORT from=a@example.test starttls=true", false, "PORTICO-IDP-032")]
    [InlineData("host=127.0.0.1 port=PORT from=a@example.test ssl=true", false, "PORTICO-IDP-032")]
    [InlineData("host=127.0.0.1 port=PORT from=a@example.test starttls=true", true, "PORTICO-IDP-032")] // a certificate that nobody trusts
    [InlineData("host=127.0.0.1 port=PORT from=a@example.test auth=true user=mailer password=wrong", true, "PORTICO-IDP-033")]
    public async Task that_cannot_be_sent_say_why(string settings, bool strict, string id)
    {
        await using var mail = await (strict ? MailPeer.Start("login", "tls") : MailPeer.Start());
        await using var provider = await ProviderUnderTest.Start(configure: realm => realm["smtpServer"] = Smtp(settings, mail.Port));
        using var sent = await Send(provider, HttpMethod.Put, $"shop/users/{await Alice(provider)}/execute-actions-email", new JsonArray("UPDATE_PASSWORD"));
        sent.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await ProviderUnderTest.Json(sent)).GetProperty("errorMessage").GetString()!.ShouldStartWith("Failed to send execute actions email: ");
        sent.Headers.GetValues("X-Portico-Reason").Single().ShouldStartWith(id);
        mail.Taken.ShouldBe(0);
    }

    [Fact]
    public async Task use_the_login_of_the_settings_and_hand_the_stored_password_to_no_other_server()
    {
        await using var mail = await MailPeer.Start("login");
        await using var other = await MailPeer.Start("login");
        await using var provider = await ProviderUnderTest.Start(configure: realm =>
            realm["smtpServer"] = Smtp("host=127.0.0.1 port=PORT from=a@example.test auth=true user=mailer password=mailer-password", mail.Port));
        using (var sent = await Send(provider, HttpMethod.Put, $"shop/users/{await Alice(provider)}/execute-actions-email", new JsonArray("UPDATE_PASSWORD")))
            sent.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await mail.Next())["login"].ShouldBe("mailer");

        using (var me = await Send(provider, HttpMethod.Get, "master/users?username=admin"))
        {
            var admin = (await ProviderUnderTest.Json(me))[0].GetProperty("id").GetString();
            using var named = await Send(provider, HttpMethod.Put, $"master/users/{admin}", new JsonObject { ["email"] = "admin@example.test" });
            named.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
        const string Masked = "host=127.0.0.1 port=PORT from=a@example.test auth=true user=mailer password=**********";
        using (var test = await Send(provider, HttpMethod.Post, "shop/testSMTPConnection", Smtp(Masked, mail.Port)))
            test.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await mail.Next())["to"].ShouldContain("admin@example.test");
        using var elsewhere = await Send(provider, HttpMethod.Post, "shop/testSMTPConnection", Smtp(Masked, other.Port));
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        other.Taken.ShouldBe(0);
    }

    static JsonObject Smtp(string settings, int port) => new(settings.Replace("PORT", port.ToString(), StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(s => s.Split('=', 2)).Select(p => KeyValuePair.Create(p[0], (JsonNode?)p[1])));
}
