using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Tests.Ui;

/// <summary>Renders pages as the server does and reads the result as a browser does.</summary>
static class Rendered
{
    static readonly IServiceProvider Services = new ServiceCollection().AddLogging().BuildServiceProvider();

    public static async Task<IHtmlDocument> Page(Answer answer, Viewer? viewer = null, string address = "/")
    {
        var frame = new Frame { Now = Samples.Now, Viewer = viewer ?? Samples.Viewer, Address = address };
        return new HtmlParser().ParseDocument(await PageRenderer.Render(Services, frame, answer.Component!, answer.Parameters));
    }

    public static Task<IHtmlDocument> Page<T>(params (string, object?)[] parameters) => Page(Answer.Page<T>(parameters));

    /// <summary>The text of the first match, with single spaces.</summary>
    public static string TextOf(this IParentNode root, string selector) =>
        string.Join(' ', (root.QuerySelector(selector)?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// What the content security policy forbids, and what must never come out of stored text: scripts and styles that are not files of ours, event attributes,
    /// addresses that run something, pictures and frames.
    /// </summary>
    public static IReadOnlyList<string> Violations(this IHtmlDocument page)
    {
        var found = new List<string>();
        foreach (var element in page.All)
        {
            if (element.LocalName is "style" or "iframe" or "object" or "embed" or "base" || (element.LocalName == "meta" && element.HasAttribute("http-equiv")))
                found.Add(element.OuterHtml);
            if (element.LocalName == "script" && (element.GetAttribute("src")?.StartsWith("/assets/", StringComparison.Ordinal) != true || element.TextContent.Length > 0))
                found.Add(element.OuterHtml);
            if (element.LocalName == "img" && element.GetAttribute("src")?.StartsWith("/assets/", StringComparison.Ordinal) != true)
                found.Add(element.OuterHtml);
            foreach (var attribute in element.Attributes)
            {
                var runs = attribute.Name is "href" or "src" or "action" or "formaction" or "xlink:href"
                    && (!attribute.Value.StartsWith('/') || attribute.Value.StartsWith("//", StringComparison.Ordinal)) && !attribute.Value.StartsWith('#')
                    && !attribute.Value.StartsWith("https://", StringComparison.Ordinal) && !attribute.Value.StartsWith("mailto:", StringComparison.Ordinal);
                if (runs || attribute.Name == "style" || attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
                    found.Add($"{element.LocalName} {attribute.Name}={attribute.Value}");
            }
        }
        return found;
    }
}
