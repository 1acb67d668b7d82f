using System.Text;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Protocol.Brokering;
using Portico.Realms.Protocol.Login;
using Portico.Realms.Sessions;

namespace Portico.Realms.Pages;

/// <summary>What the sign-in pages show of other providers.</summary>
static class BrokerPages
{
    /// <summary>The form of missing profile members, when it is that of somebody new.</summary>
    public static readonly (string Page, string Form, string Action) Review = ("idp-review-user-profile", "kc-idp-review-profile-form", "first-broker-login");

    /// <summary>The buttons below the sign-in form; nothing where the realm has no other providers.</summary>
    public static string Buttons(Call call, Page page, SignIn signIn)
    {
        var items = new StringBuilder();
        foreach (var provider in UpstreamProvider.Offered(call.Realm))
        {
            items.Append($"""
                <li><a id="social-{Page.E(provider.Alias)}" class="button" href="{Page.E(BrokerLogin.Link(call, signIn, provider.Alias))}"><span>{Page.E(provider.DisplayName)}</span></a></li>

                """);
        }
        return items.Length == 0 ? "" : $"""
            <div id="kc-social-providers"><h2>{Page.E(page.T("identityProviders"))}</h2><ul class="providers">
            {items}</ul></div>

            """;
    }

    public static Task Confirm(Call call, SignIn signIn, RealmUser? existing, string by, BrokeredIdentity identity)
    {
        var page = SignInPages.New(call, signIn, "login-idp-link-confirm", "linkConfirmTitle");
        var value = by == "email" ? identity.Email : existing?.Username ?? identity.Username;
        return page.Add($"""
            <p class="instruction">{Page.E(page.T("linkConfirm", page.T(by), value))}</p>
            <form id="kc-register-form" method="post" action="{Page.E(SignInLinks.Action(call, signIn, "first-broker-login"))}">
            <button class="primary" id="linkAccount" name="submitAction" type="submit" value="linkAccount">{Page.E(page.T("linkAccount", identity.Alias))}</button>
            <button id="updateProfile" name="submitAction" type="submit" value="updateProfile">{Page.E(page.T("linkReview"))}</button>
            </form>
            """).Write();
    }

    public static Task Mail(Call call, SignIn signIn, UpstreamProvider provider, string username, BrokeredIdentity identity)
    {
        var page = SignInPages.New(call, signIn, "login-idp-link-email", "linkMailTitle");
        var action = SignInLinks.Action(call, signIn, "first-broker-login");
        return page.Add($"""
            <p id="instruction1" class="instruction">{Page.E(page.T("linkMail", provider.DisplayName, identity.ExternalName, username))}</p>
            <p id="instruction2" class="instruction">{Page.E(page.T("emailVerifyResend"))} <a href="{Page.E(action)}">{Page.E(page.T("doResend"))}</a></p>
            <p class="aside"><a id="try-another-way" href="{Page.E(action)}&amp;password=1">{Page.E(page.T("linkByPassword"))}</a></p>
            """).Write();
    }
}
