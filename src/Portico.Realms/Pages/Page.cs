using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Protocol;

namespace Portico.Realms.Pages;

/// <summary>
/// A page of a realm: plain HTML that needs no script, with the ids, names and texts of Keycloak's login theme, so that tools which drive that theme drive this one.
/// Everything that comes from outside goes through <see cref="E"/>.
/// </summary>
sealed class Page
{
    static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>What the page itself may load and do; sent beside the realm's own policy, and browsers keep to both.</summary>
    const string OwnPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; base-uri 'none'";

    readonly Call _call;
    readonly string _id;
    readonly StringBuilder _body = new();

    /// <param name="id">The part of <c>data-page-id</c> after <c>login-</c>.</param>
    public Page(Call call, string id, string? uiLocales = null)
    {
        (_call, _id) = (call, id);
        Language = Languages.Of(call, uiLocales);
    }

    public string Language { get; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    public required string Heading { get; init; }

    /// <summary>A message above the form.</summary>
    public string? Alert { get; init; }

    public bool IsError { get; init; }

    /// <summary>Further frames that the page may show.</summary>
    public IReadOnlyList<string> Frames { get; init; } = [];

    public string T(string key, params ReadOnlySpan<object?> arguments) => Texts.Get(Language, key, arguments);

    public static string E(string? text) => s_encoder.Encode(text ?? "");

    /// <summary>Adds finished HTML.</summary>
    public Page Add(string html)
    {
        _body.Append(html);
        return this;
    }

    public Task Write()
    {
        var realm = _call.Realm;
        var name = realm.Settings.DisplayName is { Length: > 0 } display ? display : realm.Name;
        var alert = Alert is null ? "" : $"""
            <div class="alert {(IsError ? "error" : "info")}" role="{(IsError ? "alert" : "status")}"><span class="pf-v5-c-alert__title kc-feedback-text">{E(Alert)}</span></div>
            """;
        var html = $"""
            <!DOCTYPE html>
            <html lang="{Language}" dir="ltr">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex, nofollow">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{E(T("loginTitle", name))}</title>
            <link rel="stylesheet" href="{Assets.Url("login.css")}">
            </head>
            <body id="keycloak-bg" data-page-id="login-{_id}">
            <div class="login">
            <header id="kc-header"><div id="kc-header-wrapper">{E(name)}</div></header>
            <main class="card">
            <h1 id="kc-page-title">{E(Heading)}</h1>
            {alert}<div id="kc-content"><div id="kc-content-wrapper">
            {_body}
            </div></div>
            </main>
            </div>
            </body>
            </html>
            """;
        var http = _call.Http;
        http.Response.StatusCode = Status;
        http.Response.ContentType = "text/html;charset=utf-8";
        http.Response.Headers.CacheControl = Answers.PageCache;
        http.Response.Headers.ContentLanguage = Language;
        SecurityHeaders.Page(_call, OwnPolicy, Frames);
        return http.Response.WriteAsync(html, _call.Aborted);
    }
}
