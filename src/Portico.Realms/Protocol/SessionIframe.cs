using Portico.Realms.Pages;

namespace Portico.Realms.Protocol;

/// <summary>
/// The frame in which applications ask whether the browser's session is still the one they know (OpenID Connect Session Management 1.0), and keycloak-js's check whether the browser lets
/// frames have cookies at all.
/// </summary>
static class SessionIframe
{
    public static Task Page(Call call) => Send(call, "login-status-iframe.js");

    public static Task CookieStep1(Call call) => Send(call, "cookies-step1.js");

    public static Task CookieStep2(Call call) => Send(call, "cookies-step2.js");

    /// <summary><c>login-status-iframe.html/init</c>: whether that origin may ask for that client.</summary>
    public static Task Init(Call call)
    {
        var isListed = call.Query["client_id"] is { } clientId && call.Query["origin"] is { } origin && call.Realm.FindClient(clientId) is { Enabled: true } client
            && (origin == call.BaseUrl || WebOrigins.Allows(client, origin) || RedirectUris.Registered(client, call.BaseUrl).Any(u => WebOrigins.OriginOf(u) == origin));
        return Answers.Empty(call.Http, isListed ? 204 : 403, Answers.NoCache);
    }

    // The scripts stand in the page itself: the pages are compared and searched by tools that expect them there.
    static Task Send(Call call, string script)
    {
        SecurityHeaders.Framed(call);
        var html = call.Realm.Derived("iframe " + script, _ => System.Text.Encoding.UTF8.GetBytes($"<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Session</title></head>\n<body>\n<script>\n{System.Text.Encoding.UTF8.GetString(Assets.Content(script))}</script>\n</body>\n</html>\n"));
        return Answers.Bytes(call.Http, "text/html;charset=utf-8", Answers.NoCache, html);
    }
}
