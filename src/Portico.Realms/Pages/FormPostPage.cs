using System.Text;
using Portico.Realms.Protocol;

namespace Portico.Realms.Pages;

/// <summary>Posts an answer to the client as soon as it is loaded; without script, at the press of a button.</summary>
static class FormPostPage
{
    public static Task Write(Call call, string redirectUri, IReadOnlyList<(string Name, string Value)> answer)
    {
        var page = new Page(call, "form-post") { Heading = Texts.Get(Languages.Of(call, null), "formPostTitle") };
        var inputs = new StringBuilder();
        foreach (var (name, value) in answer)
            inputs.Append($"""<input type="hidden" name="{Page.E(name)}" value="{Page.E(value)}">""");
        return page.Add($"""
            <form method="post" action="{Page.E(redirectUri)}">
            {inputs}
            <noscript><p class="instruction">{Page.E(page.T("formPostInstruction"))}</p><button type="submit" class="primary" name="continue" value="CONTINUE">{Page.E(page.T("doContinue"))}</button></noscript>
            </form>
            <script src="{Assets.Url("submit.js")}"></script>
            """).Write();
    }
}
