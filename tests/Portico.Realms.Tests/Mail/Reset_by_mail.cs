using System.Net;
using System.Text.Json.Nodes;
using Portico.Realms.Tests.Protocol;

namespace Portico.Realms.Tests.Mail;

public sealed class Reset_by_mail
{
    internal static Action<JsonObject> Realm(int port, Action<JsonObject>? more = null) => realm =>
    {
        realm["resetPasswordAllowed"] = true;
        realm["displayName"] = "The Shop";
        realm["smtpServer"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = port.ToString(), ["from"] = "realm@example.test", ["fromDisplayName"] = "Realm Mail", ["replyTo"] = "help@example.test", ["envelopeFrom"] = "bounce@example.test" };
        more?.Invoke(realm);
    };

    static async Task<ProviderUnderTest.Seen> Forgot(ProviderUnderTest provider, ProviderUnderTest.Browser browser, string name)
    {
        var page = await browser.Get(provider.AuthUrl());
        var link = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page.Text, "href=\"([^\"]*reset-credentials[^\"]*)\"").Groups[1].Value);
        var form = await browser.Get(link);
        return await browser.Follow(await browser.Post(form.FormAction, ("username", name)), provider.Address);
    }

    static Task<ProviderUnderTest.Seen> NewPassword(ProviderUnderTest.Browser browser, ProviderUnderTest.Seen page, string password) =>
        browser.Post(page.FormAction, ("password-new", password), ("password-confirm", password));

    [Fact]
    public async Task goes_on_with_the_sign_in_of_the_same_browser_and_works_once()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Realm(mail.Port));
        var browser = provider.Browse();
        (await Forgot(provider, browser, "alice")).Text.ShouldContain("You should receive an email shortly");
        var letter = await mail.Next();
        letter["to"].ShouldContain("alice@example.test");
        letter["from"].ShouldBe("\"Realm Mail\" <realm@example.test>");
        letter["replyTo"].ShouldBe("help@example.test");
        letter["envelopeFrom"].ShouldBe("bounce@example.test");
        letter["subject"].ShouldBe("Reset password");
        letter["text"].ShouldContain("The Shop");
        letter["html"].ShouldContain(WebUtility.HtmlEncode(letter.Link));

        var page = await browser.Follow(await browser.Get(letter.Link), provider.Address);
        page.Text.ShouldContain("kc-passwd-update-form");
        (await NewPassword(browser, page, "another-password")).Location.ShouldNotBeNull().ShouldStartWith(ProviderUnderTest.Callback);
        (await provider.Token(("grant_type", "password"), ("client_id", "web"), ("username", "alice"), ("password", "another-password"))).Status.ShouldBe(HttpStatusCode.OK);

        var again = await provider.Browse().Get(letter.Link);
        again.Status.ShouldBe(HttpStatusCode.BadRequest);
        again.Text.ShouldContain("Action expired");
    }

    [Fact]
    public async Task in_another_browser_sets_the_password_and_signs_nobody_in_even_after_a_restart()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Realm(mail.Port));
        await Forgot(provider, provider.Browse(), "alice@example.test");
        var letter = await mail.Next();
        await provider.Restart();
        var other = provider.Browse();
        var page = await other.Follow(await other.Get(letter.Link), provider.Address);
        (await NewPassword(other, page, "another-password")).Text.ShouldContain("Your account has been updated.");
        other.Cookies.ShouldNotContainKey("KEYCLOAK_IDENTITY");
        await provider.Restart();
        (await other.Get(letter.Link)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await provider.Token(("grant_type", "password"), ("client_id", "web"), ("username", "alice"), ("password", "another-password"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task of_two_links_only_the_first_to_be_used_counts()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Realm(mail.Port));
        await Forgot(provider, provider.Browse(), "alice");
        var first = await mail.Next();
        await Forgot(provider, provider.Browse(), "alice");
        var second = await mail.Next();
        var (one, two) = (provider.Browse(), provider.Browse());
        var (here, there) = (await one.Follow(await one.Get(first.Link), provider.Address), await two.Follow(await two.Get(second.Link), provider.Address));
        (await NewPassword(one, here, "first-password")).Text.ShouldContain("Your account has been updated.");
        (await NewPassword(two, there, "second-password")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await provider.Token(("grant_type", "password"), ("client_id", "web"), ("username", "alice"), ("password", "first-password"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task asks_for_the_one_time_password_that_the_account_has()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Realm(mail.Port, realm => realm["users"]!.AsArray()[0]!["credentials"]!.AsArray().Add(new JsonObject
        {
            ["type"] = "otp", ["secretData"] = "{\"value\":\"abcdefghijklmnopqrst\"}", ["credentialData"] = "{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,\"algorithm\":\"HmacSHA1\"}",
        })));
        var browser = provider.Browse();
        await Forgot(provider, browser, "alice");
        var page = await browser.Follow(await browser.Get((await mail.Next()).Link), provider.Address);
        page.Text.ShouldContain("kc-otp-login-form");
    }

    [Fact]
    public async Task says_the_same_to_every_name_and_writes_to_nobody_who_has_no_account()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Realm(mail.Port));
        var unknown = await Forgot(provider, provider.Browse(), "nobody");
        var known = await Forgot(provider, provider.Browse(), "alice");
        static string Text(string page) => System.Text.RegularExpressions.Regex.Replace(page, "(session_code|tab_id)=[^&\"]*|value=\"(nobody|alice)\"", "");
        Text(unknown.Text).ShouldBe(Text(known.Text));
        (await mail.Next())["to"].ShouldContain("alice@example.test");
        mail.Taken.ShouldBe(1);
    }

    [Fact]
    public async Task waits_for_a_server_that_is_busy_or_down()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Realm(mail.Port, realm => realm["users"]!.AsArray()[0]!["email"] = "alice@busy.test"));
        await Forgot(provider, provider.Browse(), "alice");
        (await mail.Next())["to"].ShouldContain("alice@busy.test");
    }

    [Fact]
    public async Task by_a_link_is_void_once_it_expired_or_was_altered()
    {
        var clock = new ProviderUnderTest.Clock();
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Realm(mail.Port), time: clock);
        await Forgot(provider, provider.Browse(), "alice");
        var link = (await mail.Next()).Link;
        (await provider.Browse().Get(link.Replace("key=eyJ", "key=eyK", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.BadRequest);
        clock.Advance(TimeSpan.FromMinutes(6));
        (await provider.Browse().Get(link)).Text.ShouldContain("Action expired");
    }
}
