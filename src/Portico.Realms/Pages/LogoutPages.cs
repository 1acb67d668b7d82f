using System.Text;
using Portico.Realms.Model;
using Portico.Realms.Protocol;

namespace Portico.Realms.Pages;

/// <summary>The pages of a sign-out.</summary>
static class LogoutPages
{
    public static Task Confirm(Call call, string action, string code)
    {
        var page = New(call, "logout-confirm", "logoutTitle");
        return page.Add($"""
            <div id="kc-logout-confirm" class="content-area">
            <p class="instruction">{Page.E(page.T("logoutQuestion"))}</p>
            <form method="POST" action="{Page.E(action)}">
            <input type="hidden" name="session_code" value="{Page.E(code)}">
            <button class="primary" name="confirmLogout" id="kc-logout" type="submit" value="Logout">{Page.E(page.T("doLogout"))}</button>
            </form>
            </div>
            """).Write();
    }

    public static Task LoggedOut(Call call)
    {
        var page = New(call, "info", "loggedOut");
        return page.Add($"""<div id="kc-info-message"><p class="instruction">{Page.E(page.T("loggedOut"))}</p></div>""").Write();
    }

    /// <summary>Loads every client's logout address in a frame, then goes on.</summary>
    public static Task FrontChannel(Call call, IReadOnlyList<Client> clients, string sessionId, string? goOn)
    {
        var page = new Page(call, "frontchannel-logout") { Heading = Texts.Get(Languages.Of(call, null), "logoutTitle"), Frames = [.. clients.Select(c => WebOrigins.OriginOf(Url(c)!)).OfType<string>().Distinct()] };
        var items = new StringBuilder();
        foreach (var client in clients)
        {
            var url = Url(client)!;
            if (client.IsSet("frontchannel.logout.session.required"))
                url += (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + $"sid={Uri.EscapeDataString(sessionId)}&iss={Uri.EscapeDataString(call.Issuer)}";
            var name = client.Name is { Length: > 0 } given ? given : client.ClientId;
            items.Append($"""<li>{Page.E(name)}<iframe src="{Page.E(url)}" title="{Page.E(name)}" class="hidden"></iframe></li>""");
        }
        return page.Add($"""
            <p>{Page.E(page.T("frontchannelInstruction"))}</p>
            <ul>{items}</ul>
            {(goOn is null ? "" : $"""<a id="continue" class="primary" href="{Page.E(goOn)}">{Page.E(page.T("doContinue"))}</a><script src="{Assets.Url("continue.js")}"></script>""")}
            """).Write();
    }

    public static string? Url(Client client) =>
        client.FrontchannelLogout && client.Attribute("frontchannel.logout.url") is { Length: > 0 } url && WebOrigins.OriginOf(url) is not null ? url : null;

    static Page New(Call call, string id, string heading) => new(call, id) { Heading = Texts.Get(Languages.Of(call, null), heading) };
}
