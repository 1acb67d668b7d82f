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
    public static async Task NoRealm(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = "text/html;charset=utf-8";
        http.Response.Headers.CacheControl = Answers.PageCache;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'";
        await http.Response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
            <title>Page not found</title><link rel="stylesheet" href="{Assets.Url("login.css")}"></head>
            <body data-page-id="login-error"><div class="login"><main class="card"><h1 id="kc-page-title">We are sorry...</h1>
            <div id="kc-error-message"><p class="instruction">Page not found</p></div></main></div></body></html>
            """, http.RequestAborted);
    }
}
