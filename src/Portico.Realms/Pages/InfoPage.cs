using Portico.Realms.Protocol;

namespace Portico.Realms.Pages;

/// <summary>Says that something is done, or what will be done when the person goes on.</summary>
static class InfoPage
{
    /// <param name="backTo">Where the person can go on, if there is such a place.</param>
    public static Task Write(Call call, string message, string? backTo = null) => New(call, message).Add($"""
        <div id="kc-info-message"><p class="instruction">{Page.E(message)}</p>
        {(backTo is { Length: > 0 } && WebOrigins.OriginOf(backTo) is not null ? $"""<p><a href="{Page.E(backTo)}">{Page.E(Texts.Get(Languages.Of(call, null), "backToApplication"))}</a></p>""" : "")}</div>
        """).Write();

    /// <summary>A form, because programs that look into mail open links but post nothing.</summary>
    public static Task Confirm(Call call, string heading, string message, string action)
    {
        var page = New(call, heading);
        return page.Add($"""
            <div id="kc-info-message"><p class="instruction">{Page.E(message)}</p>
            <form id="kc-proceed-form" method="post" action="{Page.E(action)}"><button class="primary" id="kc-proceed" type="submit">{Page.E(page.T("proceed"))}</button></form></div>
            """).Write();
    }

    static Page New(Call call, string heading) => new(call, "info") { Heading = heading };
}
