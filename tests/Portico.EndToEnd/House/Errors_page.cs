using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Portico.Testbed;

namespace Portico.EndToEnd.House;

/// <summary>docs/errors.md is made from the doc comments of every Errors.cs: one paragraph an error id. With PORTICO_WRITE_DOCS=1 the test writes it instead of comparing.</summary>
public sealed partial class Errors_page
{
    static readonly string Page = RepositoryRoot.Combine("docs", "errors.md");

    [Fact]
    public void covers_every_error_id_in_the_words_of_the_code()
    {
        var wanted = Render();
        if (Environment.GetEnvironmentVariable("PORTICO_WRITE_DOCS") == "1")
            File.WriteAllText(Page, wanted);
        File.ReadAllText(Page).ShouldBe(wanted, "docs/errors.md is out of date. Write it with: PORTICO_WRITE_DOCS=1 dotnet run --project tests/Portico.EndToEnd -- -class \"*Errors_page\"");
    }

    [Fact]
    public void has_no_id_twice()
    {
        var ids = Declared().Select(e => e.Id).ToList();
        ids.Count.ShouldBeGreaterThan(10);
        ids.ShouldBeUnique();
    }

    static string Render()
    {
        var text = new StringBuilder("# Errors\n\nEvery failure has an id that stays the same, in messages, logs and answers. This page is made from the source: what each id means and what to do.\n");
        foreach (var module in Declared().GroupBy(e => e.Module).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            text.Append($"\n## {module.Key}\n");
            foreach (var (_, id, words) in module.OrderBy(e => e.Id, StringComparer.Ordinal))
                text.Append($"\n### {id}\n{words}\n");
        }
        return text.ToString();
    }

    static IEnumerable<(string Module, string Id, string Words)> Declared() =>
        from file in Directory.GetFiles(RepositoryRoot.Combine("src"), "*Errors.cs", SearchOption.AllDirectories)
        where !file.Contains("/obj/", StringComparison.Ordinal)
        from Match match in Declaration().Matches(File.ReadAllText(file))
        let words = Tags().Replace(Lines().Replace(match.Groups["words"].Value, " ").Trim(), "`")
        select (Path.GetRelativePath(RepositoryRoot.Combine("src"), file).Split('/')[0], match.Groups["id"].Value, WebUtility.HtmlDecode(words));

    [GeneratedRegex("""/// <summary>(?<words>(?:(?!</summary>).)+)</summary>\s*public const string \w+ = "(?<id>PORTICO-[A-Z]+-\d+)";""", RegexOptions.Singleline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\s*\n\s*///\s*")]
    private static partial Regex Lines();

    [GeneratedRegex("""</?c>|<(?:see|paramref) \w+="|"\s*/>""")]
    private static partial Regex Tags();
}
