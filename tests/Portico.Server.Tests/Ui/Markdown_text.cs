using Portico.Server.Ui.Rendering;

namespace Portico.Server.Tests.Ui;

public sealed class Markdown_text
{
    [Theory]
    [InlineData("A plain sentence.", "<p>A plain sentence.</p>")]
    [InlineData("Fish & chips", "<p>Fish &amp; chips</p>")]
    [InlineData("1 < 2", "<p>1 &lt; 2</p>")]
    [InlineData("**bold** and `code`", "<p><strong>bold</strong> and <code>code</code></p>")]
    [InlineData("# Top", "<h3>Top</h3>")]
    [InlineData("<p>From an <b>editor</b></p>", "<p>From an <b>editor</b></p>")]
    [InlineData("![diagram](https://x.example/d.png)", "<p><a href=\"https://x.example/d.png\" rel=\"nofollow noopener noreferrer\">diagram</a></p>")]
    [InlineData("[docs](https://x.example)", "<p><a href=\"https://x.example\" rel=\"nofollow noopener noreferrer\">docs</a></p>")]
    [InlineData("[bad](javascript:alert)", "<p><a>bad</a></p>")]
    [InlineData("<script>alert(1)</script>left", "left")]
    public void becomes_html_that_is_safe_to_show(string text, string html) => MarkdownText.ToHtml(text).Value.Trim().ShouldBe(html);

    [Theory]
    [InlineData("- one\n- two")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |")]
    [InlineData("- [ ] task")]
    [InlineData("a  \nb")]
    [InlineData("1. first")]
    [InlineData("> said")]
    public void holds_nothing_that_the_content_security_policy_forbids(string text)
    {
        var html = MarkdownText.ToHtml(text).Value;
        html.ShouldNotContain("style=");
        html.ShouldNotContain("<input");
        html.Length.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("One **row** per\n\n- customer", "One row per customer")]
    [InlineData("<p>From an <b>editor</b></p>", "From an editor")]
    [InlineData(null, "")]
    public void becomes_one_line_for_lists(string? text, string line) => MarkdownText.ToLine(text).ShouldBe(line);

    [Fact]
    public void is_cut_for_lists() => MarkdownText.ToLine(new string('x', 500), 10).ShouldBe("xxxxxxxxxx…");
}
