using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using AngleSharp.Dom;
using Ganss.Xss;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Portico.Server.Ui.Rendering;

/// <summary>
/// Descriptions (markdown, and the HTML that OpenMetadata's editor writes) as HTML that is safe to show: what the sanitiser does not know is gone.
/// Headings start at level 3, below the page's own; pictures become links, because a picture from elsewhere tells its host who reads.
/// </summary>
static class MarkdownText
{
    const int KeptTexts = 2_000;
    const int KeptLength = 4_000;

    static readonly SearchValues<char> Signs = SearchValues.Create("\n\r\t*_`[]<&\\~^");
    static readonly SearchValues<char> LineStarts = SearchValues.Create("-+#>=:|");
    static readonly SearchValues<string> Sequences = SearchValues.Create(["==", "++", "--", "://", "www.", "mailto:"], StringComparison.OrdinalIgnoreCase);

    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseEmphasisExtras().Build();
    static readonly Lazy<HtmlSanitizer> Sanitizer = new(CreateSanitizer);
    static readonly ConcurrentDictionary<string, MarkupString> Kept = new(StringComparer.Ordinal);

    /// <summary>The text as HTML.</summary>
    public static MarkupString ToHtml(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return default;
        if (Kept.TryGetValue(text, out var known))
            return known;
        var html = new MarkupString(IsPlain(text) ? $"<p>{HtmlEncoder.Default.Encode(text)}</p>" : Convert(text));
        if (text.Length <= KeptLength)
        {
            if (Kept.Count >= KeptTexts)
                Kept.Clear();
            Kept[text] = html;
        }
        return html;
    }

    /// <summary>The text without markup, on one line, at most <paramref name="length"/> characters: for lists.</summary>
    public static string ToLine(string? text, int length = 220)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";
        var head = text.Length > length * 8 ? text[..(length * 8)] : text;
        var plain = IsPlain(head) ? head : Markdown.ToPlainText(StripTags(head), Pipeline);
        var line = string.Join(' ', plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= length ? line : line[..length].TrimEnd() + "…";
    }

    /// <summary>Most descriptions of columns are a plain sentence, and need neither parser: one line, no sign of emphasis, code, markup or address.</summary>
    static bool IsPlain(string text) => text.AsSpan().IndexOfAny(Signs) < 0
        && !char.IsWhiteSpace(text[0]) && !char.IsAsciiDigit(text[0]) && !LineStarts.Contains(text[0])
        && text.AsSpan().IndexOfAny(Sequences) < 0;

    static string Convert(string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var node in document.Descendants())
        {
            if (node is HeadingBlock heading)
                heading.Level = Math.Min(6, heading.Level + 2);
            else if (node is LinkInline { IsImage: true } image)
                image.IsImage = false;
        }
        return Sanitizer.Value.Sanitize(document.ToHtml(Pipeline));
    }

    static string StripTags(string text) =>
        text.Contains('<', StringComparison.Ordinal) ? Sanitizer.Value.SanitizeDom(text).Body?.TextContent ?? "" : text;

    static HtmlSanitizer CreateSanitizer()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            {
                "p", "br", "hr", "strong", "b", "em", "i", "u", "s", "del", "ins", "mark", "sub", "sup", "code", "pre", "kbd", "blockquote",
                "ul", "ol", "li", "a", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
            },
            AllowedAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "title", "colspan", "rowspan", "start" },
            AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto" },
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href" },
        })
        {
            KeepChildNodes = true,
        };
        sanitizer.RemovingTag += (_, e) =>
        {
            // The words of a script or a style sheet are no text of the description.
            if (e.Tag.NodeName is "SCRIPT" or "STYLE" or "IFRAME" or "OBJECT" or "TEMPLATE" or "NOSCRIPT" or "TEXTAREA" or "TITLE")
                e.Tag.InnerHtml = "";
        };
        sanitizer.PostProcessNode += (_, e) =>
        {
            if (e.Node is IElement { NodeName: "A" } link && link.HasAttribute("href"))
                link.SetAttribute("rel", "nofollow noopener noreferrer");
        };
        return sanitizer;
    }
}
