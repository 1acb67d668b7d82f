using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Portico.Server.Ui.Editing;
using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;
using Portico.Server.Ui.Search;
using Portico.Server.Ui.SignIn;
using Portico.Server.Ui.Versions;

namespace Portico.Server.Tests.Ui;

public sealed class Reading_documents
{
    [Theory]
    [InlineData("a.b.c", "a|b|c")]
    [InlineData("a.\"b.c\".d", "a|b.c|d")]
    [InlineData("\"x.y\"", "x.y")]
    [InlineData("one", "one")]
    public void takes_names_apart(string fqn, string parts)
    {
        Names.Parts(fqn).ShouldBe(parts.Split('|'));
        Names.Join(Names.Parts(fqn)).ShouldBe(fqn);
    }

    [Theory]
    [InlineData("description", "Description")]
    [InlineData("tableConstraints", "Table constraints")]
    [InlineData("columns.email.description", "Description of column email")]
    [InlineData("columns.address.city.tags", "Tags of column address.city")]
    [InlineData("columns.\"a.b\".description", "Description of column a.b")]
    public void says_in_words_what_changed(string field, string words) => ChangeView.Label(field).ShouldBe(words);

    [Fact]
    public void shows_changed_lists_by_the_names_in_them()
    {
        var changes = VersionView.From(Samples.Versions[0]).Changes;
        changes.Select(c => $"{c.Kind} {c.Field}: {c.Old} > {c.New}").ShouldBe(
        [
            "added Owners:  > Ana Lystra",
            "changed Description: One row per customer. > One row per **customer**, from the first contact on.",
            "changed Description of column address.city: City > Town or city",
            "removed Tags: PII.None > ",
        ]);
    }

    [Fact]
    public void tells_a_difference_word_by_word() =>
        TextDifference.Of("one red row", "one blue row").Select(run => $"{run.Kind}:{run.Text}").ShouldBe(["Same:one ", "Removed:red", "Added:blue", "Same: row"]);

    [Theory]
    [InlineData(null, "/description")]
    [InlineData("email", "/columns/2/description")]
    [InlineData("address.city.postcode", "/columns/6/children/1/children/1/description")]
    public void finds_the_place_of_a_description(string? column, string pointer) => DescriptionPlace.Find(Samples.Customer, column)!.Path.ShouldBe(pointer);

    [Fact]
    public void finds_no_place_for_a_column_that_is_not_there() => DescriptionPlace.Find(Samples.Customer, "nowhere").ShouldBeNull();

    [Theory]
    [InlineData("/table/a.b/versions", "a.b")]
    [InlineData("/table/a%2Fb", "a/b")]
    [InlineData("/table/a%252Fb?x=1", "a%2Fb")]
    [InlineData("/table/%22a.b%22.c", "\"a.b\".c")]
    [InlineData("/table", "")]
    public void reads_a_name_from_the_address_decoded_once(string target, string name)
    {
        var http = new DefaultHttpContext();
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        Addresses.Segment(http, 1).ShouldBe(name);
    }

    [Theory]
    [InlineData("/table/x?y=z", "/table/x?y=z")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/a\\b", "/")]
    [InlineData("/a\r\nLocation: x", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void returns_only_to_its_own_pages(string? address, string used) => Addresses.LocalOrHome(address).ShouldBe(used);

    [Fact]
    public void marks_what_was_searched_for() =>
        Highlight.Mark("customer_order", Highlight.Words("order cust")).ShouldBe([new("cust", true), new("omer_", false), new("order", true)]);

    [Fact]
    public void names_the_columns_that_were_found_when_the_description_was_not() =>
        string.Concat(Highlight.Snippet("All the orders.", ["id", "email"], ["mail"]).Select(p => p.Marked ? $"[{p.Text}]" : p.Text)).ShouldBe("Column e[mail]");

    [Fact]
    public void keeps_a_search_in_its_address()
    {
        var query = new SearchQuery { Text = "a&b", Page = 3, Filters = new Dictionary<string, string> { ["tag"] = "PII.Sensitive" } };
        query.Address.ShouldBe("/explore?q=a%26b&tag=PII.Sensitive&page=3");
        query.AddressWith("type", "table").ShouldBe("/explore?q=a%26b&type=table&tag=PII.Sensitive");
        query.AddressWith("tag", null).ShouldBe("/explore?q=a%26b");
    }

    [Theory]
    [InlineData("PORTICO-SSO-010", "no account")]
    [InlineData("PORTICO-SSO-099", "PORTICO-SSO-099")]
    [InlineData("<script>", "You could not be signed in. Start again.")]
    public void says_why_a_sign_in_was_refused(string id, string words) => SignInReasons.Of(id)!.ShouldContain(words);
}
