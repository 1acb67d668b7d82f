using Portico.Realms.Protocol;

namespace Portico.Realms.Pages;

/// <summary>Where a person enters the code that a device shows, and what comes of it.</summary>
static class DevicePages
{
    public static Task Ask(Call call, bool isWrong)
    {
        var language = Languages.Of(call, null);
        var page = new Page(call, "login-oauth2-device-verify-user-code") { Heading = Texts.Get(language, "deviceTitle"), Alert = isWrong ? Texts.Get(language, "deviceInvalid") : null, IsError = isWrong };
        return page.Add($"""
            <form id="kc-user-verify-device-user-code-form" method="post" action="{Page.E(call.Url("device"))}">
            {Field.Text(page, "device_user_code", "deviceCode", focus: true)}
            <button class="primary" type="submit">{Page.E(page.T("doSubmit"))}</button>
            </form>
            """).Write();
    }

    public static Task Done(Call call) => Say(call, "deviceDoneTitle", "deviceDone");

    public static Task Denied(Call call) => Say(call, "deviceFailedTitle", "deviceDenied");

    static Task Say(Call call, string heading, string text)
    {
        var page = new Page(call, "info") { Heading = Texts.Get(Languages.Of(call, null), heading) };
        return page.Add($"""<div id="kc-info-message"><p class="instruction">{Page.E(page.T(text))}</p></div>""").Write();
    }
}
