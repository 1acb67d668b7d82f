using System.Net;
using Microsoft.AspNetCore.Http;

namespace Portico.SignOn.SignIn;

/// <summary>The few pages of sign-on itself: whole in one answer, without script unless said, so that they work when nothing else does.</summary>
static class FailurePage
{
    const string Style = """
        :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem}
        h1{font-size:1.4rem;margin:0 0 .75rem}p{margin:0 0 1rem;overflow-wrap:anywhere}.id{font-family:ui-monospace,monospace;font-size:.85rem}
        a,button{display:inline-block;font:inherit;padding:.5rem 1rem;border:1px solid currentColor;border-radius:.4rem;color:inherit;background:none;text-decoration:none;cursor:pointer}
        """;

    /// <summary>Says what failed, by the error's id and sentence, and offers to start again.</summary>
    public static Task Write(HttpContext context, int status, string message)
    {
        var (id, sentence) = message.IndexOf(": ", StringComparison.Ordinal) is var at and > 0 && message.StartsWith("PORTICO-", StringComparison.Ordinal)
            ? (message[..at], message[(at + 2)..])
            : ("", message);
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "5";
        return Html(context, status, "Sign-in did not work", $"""
            <p>{Text(sentence)}</p>
            <p class="id">{Text(id)}</p>
            <p><a href="{Text(context.Request.PathBase)}/signin">Back to sign-in</a></p>
            """);
    }

    /// <summary>Asks before something is done that the request alone does not prove to be wanted.</summary>
    public static Task Confirm(HttpContext context, string title, string action, string button) => Html(context, StatusCodes.Status200OK, title, $"""
        <form method="post" action="{Text(action)}"><button>{Text(button)}</button></form>
        """);

    /// <summary>Posts the fields again, this time from the catalog's own page. <paramref name="scriptHash"/> allows the one line of script.</summary>
    public static Task Relay(HttpContext context, string action, IEnumerable<KeyValuePair<string, string>> fields, string script, string scriptHash)
    {
        var inputs = string.Concat(fields.Select(field => $"<input type=\"hidden\" name=\"{Text(field.Key)}\" value=\"{Text(field.Value)}\">"));
        return Html(context, StatusCodes.Status200OK, "Signing in", $"""
            <form method="post" action="{Text(action)}">{inputs}<button>Continue</button></form><script>{script}</script>
            """, $"; script-src '{scriptHash}'");
    }

    static Task Html(HttpContext context, int status, string title, string body, string policy = "")
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'{policy}";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.XContentTypeOptions = "nosniff";
        return response.WriteAsync($"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Text(title)}</title><style>{Style}</style></head>
            <body><main><h1>{Text(title)}</h1>{body}</main></body></html>
            """, context.RequestAborted);
    }

    static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}
