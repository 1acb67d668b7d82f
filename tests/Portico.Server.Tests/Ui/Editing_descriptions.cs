using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Portico.Server.Tests.Ui;

public sealed class Editing_descriptions(PagesHost host) : IClassFixture<PagesHost>
{
    [Fact]
    public async Task makes_a_version_that_tells_the_difference()
    {
        var fqn = await host.Table("edited");
        var form = await host.Consumer.Page($"/table/{fqn}/edit");
        ((IHtmlTextAreaElement)form.QuerySelector("textarea")!).Value.ShouldBe("As it came.");
        using var saved = await Save(host.Consumer, $"/table/{fqn}/edit", form, "As it **was described**.\r\n\r\n- kept");
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var page = await host.Consumer.Page(saved.Headers.Location!.OriginalString);
        page.TextOf("[role=status].notice").ShouldBe("Saved as version 0.2.");
        page.QuerySelector(".description strong")!.TextContent.ShouldBe("was described");
        (await host.Read("table", fqn)).Text("description").ShouldBe("As it **was described**.\n\n- kept");
        var versions = await host.Consumer.Page($"/table/{fqn}/versions/0.2");
        versions.QuerySelectorAll(".versions .version-number").Select(v => v.TextContent.Trim()).ShouldBe(["0.2", "0.1"]);
        versions.QuerySelectorAll(".difference ins").ShouldNotBeEmpty();
        versions.QuerySelectorAll(".difference del").ShouldNotBeEmpty();
        versions.TextOf(".versions a").ShouldContain("carl");
    }

    [Theory]
    [InlineData("email")]
    [InlineData("address.street")]
    public async Task of_a_column_changes_that_column_alone(string column)
    {
        var fqn = await host.Table("columns_" + column.Replace('.', '_'));
        var address = $"/table/{fqn}/edit?column={column}";
        using var saved = await Save(host.Consumer, address, await host.Consumer.Page(address), "Described now.");
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var page = await host.Consumer.Page($"/table/{fqn}");
        page.TextOf($"[id='column-{column}'] .prose").ShouldBe("Described now.");
        page.TextOf(".description .prose").ShouldBe("As it came.");
    }

    [Fact]
    public async Task that_changed_in_the_meantime_shows_both_texts_and_loses_none()
    {
        var fqn = await host.Table("contested");
        var address = $"/table/{fqn}/edit";
        var early = await host.Consumer.Page(address);
        (await Save(host.Admin, address, await host.Admin.Page(address), "What Ana wrote.")).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var late = await Save(host.Consumer, address, early, "What Carl wrote.");
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var both = await late.Document();
        both.TextOf(".plain-text").ShouldBe("What Ana wrote.");
        ((IHtmlTextAreaElement)both.QuerySelector("textarea")!).Value.ShouldBe("What Carl wrote.");
        both.TextOf("[role=alert]").ShouldContain("version 0.2 now, saved by ana");
        (await host.Read("table", fqn)).Text("description").ShouldBe("What Ana wrote.");
        (await Save(host.Consumer, address, both, "What both wrote.")).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await host.Read("table", fqn)).Text("description").ShouldBe("What both wrote.");
    }

    [Fact]
    public async Task is_not_disturbed_by_changes_elsewhere_in_the_same_table()
    {
        var fqn = await host.Table("shared");
        var early = await host.Consumer.Page($"/table/{fqn}/edit?column=email");
        await Save(host.Admin, $"/table/{fqn}/edit", await host.Admin.Page($"/table/{fqn}/edit"), "Something else.");
        (await Save(host.Consumer, $"/table/{fqn}/edit?column=email", early, "Letters.")).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var page = await host.Admin.Page($"/table/{fqn}");
        page.TextOf("[id='column-email'] .prose").ShouldBe("Letters.");
        page.TextOf(".description .prose").ShouldBe("Something else.");
    }

    [Fact]
    public async Task to_the_same_text_makes_no_version()
    {
        var fqn = await host.Table("same");
        var form = await host.Consumer.Page($"/table/{fqn}/edit");
        using var saved = await Save(host.Consumer, $"/table/{fqn}/edit", form, "As it came.");
        saved.Headers.Location!.OriginalString.ShouldEndWith("done=same");
        (await host.Read("table", fqn)).Number("version").ShouldBe("0.1");
    }

    [Fact]
    public async Task to_nothing_takes_the_description_away()
    {
        var fqn = await host.Table("emptied");
        using var saved = await Save(host.Consumer, $"/table/{fqn}/edit", await host.Consumer.Page($"/table/{fqn}/edit"), " ");
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await host.Read("table", fqn)).Text("description").ShouldBeNull();
    }

    [Fact]
    public async Task can_be_previewed_without_script_and_without_saving()
    {
        var fqn = await host.Table("previewed");
        using var answer = await Save(host.Consumer, $"/table/{fqn}/edit?preview=yes", await host.Consumer.Page($"/table/{fqn}/edit"), "**bold**");
        var page = await answer.Document();
        page.QuerySelector(".preview strong")!.TextContent.ShouldBe("bold");
        ((IHtmlTextAreaElement)page.QuerySelector("textarea")!).Value.ShouldBe("**bold**");
        (await host.Read("table", fqn)).Text("description").ShouldBe("As it came.");
    }

    [Fact]
    public async Task is_refused_to_whoever_may_not()
    {
        var fqn = await host.Table("guarded");
        var page = await host.Reader.Page($"/table/{fqn}");
        page.QuerySelectorAll("a[href*='/edit'], a[href$='/owners']").ShouldBeEmpty();
        (await host.Reader.Page($"/table/{fqn}/edit", HttpStatusCode.Forbidden)).TextOf("h1").ShouldBe("You may not do this");
        using var answer = await host.Reader.Post($"/table/{fqn}/edit", ("version", "0.1"), ("description", "Mine."));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Read("table", fqn)).Text("description").ShouldBe("As it came.");
        using var stranger = await host.Stranger.Post($"/table/{fqn}/edit", ("version", "0.1"), ("description", "Mine."));
        stranger.Headers.Location!.OriginalString.ShouldBe("/signin");
        (await host.Read("table", fqn)).Text("description").ShouldBe("As it came.");
    }

    [Fact]
    public async Task of_owners_is_for_those_who_may_choose_them()
    {
        var fqn = await host.Table("owned");
        var form = await host.Admin.Page($"/table/{fqn}/owners");
        var ana = form.QuerySelectorAll("label").Single(l => l.TextContent.Contains("Ana Lystra", StringComparison.Ordinal)).QuerySelector("input")!.GetAttribute("value")!;
        using var saved = await host.Admin.Post($"/table/{fqn}/owners", ("version", Version(form)), ("owner", ana));
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await host.Admin.Page($"/table/{fqn}")).TextOf(".about .people").ShouldContain("Ana Lystra");
        // What has an owner is not for everybody to take.
        (await host.Consumer.Page($"/table/{fqn}")).QuerySelectorAll("a[href$='/owners']").ShouldBeEmpty();
        await host.Consumer.Page($"/table/{fqn}/owners", HttpStatusCode.Forbidden);
        using var refused = await host.Consumer.Post($"/table/{fqn}/owners", ("version", "0.2"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Read("table", fqn)).Objects("owners").Count().ShouldBe(1);
    }

    static Task<HttpResponseMessage> Save(HttpClient client, string address, IHtmlDocument form, string text) =>
        client.Post(address, ("version", Version(form)), ("description", text));

    static string Version(IHtmlDocument form) => form.QuerySelector("input[name=version]")!.GetAttribute("value")!;
}
