using Microsoft.AspNetCore.Http;
using Portico.Realms.Protocol;

namespace Portico.Realms.Pages;

/// <summary>A page that belongs to no realm. Its parts are the server's own words.</summary>
static class BarePage
{
    public static Task Write(HttpContext http, int status, string id, string title, string heading, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html;charset=utf-8";
        http.Response.Headers.CacheControl = Answers.PageCache;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        return http.Response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{title}</title>
            <link rel="stylesheet" href="{Assets.Url("login.css")}">
            </head>
            <body data-page-id="{id}">
            <div class="login"><main class="card"><h1 id="kc-page-title">{heading}</h1>
            {body}
            </main></div>
            </body>
            </html>
            """, http.RequestAborted);
    }
}
