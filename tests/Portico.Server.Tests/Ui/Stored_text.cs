using System.Text.Json;
using Portico.Server.Ui.Browse;
using Portico.Server.Ui.Editing;
using Portico.Server.Ui.Home;
using Portico.Server.Ui.People;
using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;
using Portico.Server.Ui.Search;
using Portico.Server.Ui.TablePages;
using Portico.Server.Ui.Versions;

namespace Portico.Server.Tests.Ui;

/// <summary>Whatever is stored, from whatever source, is shown as text: it runs nothing and loads nothing, on any page.</summary>
public sealed class Stored_text
{
    public static TheoryData<string> Attacks =>
    [
        "<script>alert(1)</script>",
        "\"><script>alert(1)</script>",
        "'\"--><img src=x onerror=alert(1)>",
        "</textarea></title></code></pre><svg onload=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](<java\tscript:alert(1)>)",
        "![pixel](https://evil.example/p.png)",
        "<javascript:alert(1)>",
        "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form action=//evil.example><button formaction=javascript:alert(1)>x</button></form>",
        "<style>@import 'https://evil.example/x.css'</style><p style='background:url(//evil.example)'>x</p>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe><base href=//evil.example><meta http-equiv=refresh content=0;url=//evil.example>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "x\" onmouseover=\"alert(1)\" y=\"",
        "javascript:alert(1)",
        "//evil.example/x",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task runs_nothing_on_any_page(string attack)
    {
        var document = Poison(attack);
        var table = TableView.From(document);
        var asset = table.Asset;
        var row = AssetRow.From("table", document);
        var words = Highlight.Words(attack);
        var query = new SearchQuery { Text = attack, Filters = SearchQuery.FilterNames.ToDictionary(name => name, _ => attack, StringComparer.Ordinal) };
        var hit = new SearchHit(row, Highlight.Mark(attack, words), Highlight.Snippet(attack, [attack], words));
        var version = VersionView.From(document);
        var link = Link.From(Doc.Parse(JsonSerializer.Serialize(new { id = attack, type = "table", name = attack, displayName = attack, fullyQualifiedName = attack })))!;
        Answer[] answers =
        [
            Answer.Page<TablePage>(("Table", table), ("Rights", Samples.All), ("Notice", attack)),
            Answer.Page<ConstraintsPage>(("Table", table), ("Rights", Samples.All)),
            Answer.Page<DefinitionPage>(("Table", table), ("Rights", Samples.All)),
            Answer.Page<ContainerPage>(("View", new ContainerView { Asset = asset, ChildKind = AssetKind.Of("table"), Children = [row], Total = 1, After = attack, Before = attack }), ("Rights", Samples.All)),
            Answer.Page<ProcedurePage>(("Asset", asset), ("Rights", Samples.All)),
            Answer.Page<VersionsPage>(("Asset", asset), ("Versions", (IReadOnlyList<VersionView>)[version]), ("Chosen", version), ("Tabs", TableTabs.Of(table))),
            Answer.Page<EditDescriptionPage>(("Asset", asset), ("Text", attack), ("ShowPreview", true), ("Problem", attack), ("Column", attack)),
            Answer.Page<StaleEditPage>(("Asset", asset), ("StartedFrom", attack), ("Theirs", attack), ("Mine", attack), ("Column", attack)),
            Answer.Page<EditOwnersPage>(("Asset", asset), ("Candidates", (IReadOnlyList<Link>)[link])),
            Answer.Page<ExplorePage>(("View", new SearchView { Query = query, Hits = [hit], Total = 1, Facets = [new Facet("tag", "Tag", [new FacetValue(attack, attack, 1, true)])] })),
            Answer.Page<Suggestions>(("Query", query), ("Hits", (IReadOnlyList<SearchHit>)[hit]), ("List", "search-list")),
            Answer.Page<HomePage>(("View", new HomeView { Counts = [(AssetKind.Of("table"), 1)], Recent = [row], Services = [row], Owned = [link], Followed = [link] })),
            Answer.Page<PersonPage>(("Person", PersonView.From(document))),
            Answer.Page<TeamPage>(("Team", TeamView.From(document))),
            Answer.Forbidden(attack),
        ];
        foreach (var answer in answers)
        {
            var page = await Rendered.Page(answer, Samples.Viewer with { Label = attack, Name = attack, Email = attack }, "/explore?q=" + Uri.EscapeDataString(attack));
            page.Violations().ShouldBeEmpty(answer.Component!.Name);
        }
    }

    [Theory]
    [InlineData("<script>x</script>")]
    [InlineData("<p onclick=x>y</p>")]
    [InlineData("<a href=javascript:x>y</a>")]
    [InlineData("<a href=//evil.example>y</a>")]
    [InlineData("<img src=https://evil.example/p.png>")]
    [InlineData("<p style=color:red>y</p>")]
    public void would_be_noticed(string html) => new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html).Violations().ShouldNotBeEmpty();

    /// <summary>A document whose every text is the attack.</summary>
    static Doc Poison(string attack)
    {
        var reference = new { id = attack, type = "user", name = attack, displayName = attack, fullyQualifiedName = attack };
        var tag = new { tagFQN = attack, displayName = attack, description = attack };
        var column = new
        {
            name = attack,
            displayName = attack + "!",
            dataType = attack,
            dataTypeDisplay = attack,
            description = attack,
            tags = new[] { tag },
            children = new[] { new { name = attack, dataType = attack, description = attack } },
        };
        return Doc.Parse(JsonSerializer.Serialize(new
        {
            id = attack,
            name = attack,
            displayName = attack + " ",
            fullyQualifiedName = attack,
            description = attack,
            version = attack,
            updatedAt = 1,
            updatedBy = attack,
            tableType = attack,
            teamType = attack,
            email = attack,
            sourceUrl = attack,
            serviceType = attack,
            service = reference,
            database = reference,
            databaseSchema = reference,
            owners = new[] { reference },
            owns = new[] { reference },
            follows = new[] { reference },
            followers = new[] { reference },
            domains = new[] { reference },
            users = new[] { reference },
            roles = new[] { reference },
            teams = new[] { reference },
            tags = new[] { tag, new { tagFQN = "Tier." + attack, displayName = attack, description = attack } },
            columns = new[] { column },
            tableConstraints = new[] { new { constraintType = attack, columns = new[] { attack }, referredColumns = new[] { attack + "." + attack + "." + attack } } },
            tablePartition = new { columns = new[] { new { columnName = attack } } },
            schemaDefinition = attack,
            storedProcedureCode = new { code = attack, language = attack },
            changeDescription = new
            {
                fieldsAdded = new[] { new { name = "columns." + attack + ".description", newValue = attack } },
                fieldsUpdated = new[] { new { name = attack, oldValue = attack, newValue = JsonSerializer.Serialize(new[] { reference }) } },
                fieldsDeleted = new[] { new { name = "tags", oldValue = JsonSerializer.Serialize(new[] { tag }) } },
            },
        }));
    }
}
