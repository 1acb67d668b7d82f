using System.IO.Compression;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Tests.Ui;

public sealed class Site_files
{
    [Fact]
    public void weigh_less_than_twenty_kilobytes_as_sent()
    {
        var assembly = typeof(SiteFiles).Assembly;
        long total = 0;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".css", StringComparison.Ordinal) || n.EndsWith(".js", StringComparison.Ordinal)))
        {
            using var file = assembly.GetManifestResourceStream(name)!;
            using var sent = new MemoryStream();
            using (var brotli = new BrotliStream(sent, CompressionLevel.Optimal, leaveOpen: true))
                file.CopyTo(brotli);
            total += sent.Length;
        }
        total.ShouldBeInRange(2_000, 20_000);
    }

    [Fact]
    public async Task are_the_only_scripts_and_styles_of_a_page()
    {
        var page = await Rendered.Page(Answer.NotFound());
        page.Violations().ShouldBeEmpty();
        page.QuerySelectorAll("script").Length.ShouldBe(1);
        page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!.ShouldStartWith(SiteFiles.Folder);
    }
}
