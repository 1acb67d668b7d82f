using Microsoft.AspNetCore.Http;
using Portico.Realms.Protocol;

namespace Portico.Realms.Pages;

/// <summary>"We are sorry...": an error that cannot or must not be sent to the client.</summary>
static class ErrorPage
{
    /// <param name="backTo">Where the person can go on, if there is such a place.</param>
    public static Task Write(Call call, int status, string message, string? backTo = null)
    {
        var page = new Page(call, "error") { Status = status, Heading = Texts.Get(Languages.Of(call, null), "errorTitle") };
        page.Add($"""<div id="kc-error-message"><p class="instruction">{Page.E(message)}</p>""");
        if (backTo is not null && (backTo.StartsWith("http://", StringComparison.Ordinal) || backTo.StartsWith("https://", StringComparison.Ordinal)))
            page.Add($"""<p><a id="backToApplication" href="{Page.E(backTo)}">{Page.E(page.T("backToApplication"))}</a></p>""");
        return page.Add("</div>").Write();
    }

    /// <summary>A realm that does not exist has no page; this one is for browsers that ask for it.</summary>
    public static Task NoRealm(HttpContext http) => BarePage.Write(http, StatusCodes.Status404NotFound, "login-error", "Page not found", "We are sorry...",
        """<div id="kc-error-message"><p class="instruction">Page not found</p></div>""");
}
