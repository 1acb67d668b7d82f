using System.Net;
using Portico.Realms.Tests.Protocol;

namespace Portico.Realms.Tests.Mail;

public sealed class Verification_at_sign_in
{
    [Fact]
    public async Task sends_one_mail_and_goes_on_when_the_link_is_opened()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Reset_by_mail.Realm(mail.Port, realm => realm["verifyEmail"] = true));
        var browser = provider.Browse();
        var page = await browser.Get(provider.AuthUrl());
        page = await browser.Post(page.FormAction, ("username", "alice"), ("password", "alice-password"));
        var waiting = page.Location.ShouldNotBeNull();
        page = await browser.Follow(page, provider.Address);
        page.Text.ShouldContain("You need to verify your email address");
        page.Text.ShouldContain("alice@example.test");
        await browser.Get(waiting);
        var letter = await mail.Next();
        mail.Taken.ShouldBe(1);
        (await browser.Get(letter.Link)).Location.ShouldNotBeNull().ShouldContain("code=");
        (await browser.Get(letter.Link)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task of_a_new_account_may_be_done_in_another_browser()
    {
        await using var mail = await MailPeer.Start();
        await using var provider = await ProviderUnderTest.Start(configure: Reset_by_mail.Realm(mail.Port, realm => (realm["verifyEmail"], realm["registrationAllowed"]) = (true, true)));
        var browser = provider.Browse();
        var form = await browser.Get(provider.AuthUrl(("prompt", "create")));
        var page = await browser.Post(form.FormAction, ("username", "carol"), ("password", "carol-password"), ("password-confirm", "carol-password"), ("email", "carol@example.test"), ("firstName", "C"), ("lastName", "E"));
        var waiting = page.Location.ShouldNotBeNull();
        (await browser.Follow(page, provider.Address)).Text.ShouldContain("You need to verify your email address");
        var other = provider.Browse();
        var confirm = await other.Get((await mail.Next()).Link);
        (await other.Post(confirm.FormAction)).Text.ShouldContain("Your email address has been verified.");
        (await browser.Get(waiting)).Location.ShouldNotBeNull().ShouldContain("code=");
    }

    [Fact]
    public async Task without_a_mail_server_says_so()
    {
        await using var provider = await ProviderUnderTest.Start(configure: realm => realm["verifyEmail"] = true);
        var browser = provider.Browse();
        var page = await browser.Get(provider.AuthUrl());
        page = await browser.Follow(await browser.Post(page.FormAction, ("username", "alice"), ("password", "alice-password")), provider.Address);
        page.Status.ShouldBe(HttpStatusCode.InternalServerError);
        page.Text.ShouldContain("Failed to send email, please try again later.");
    }
}
