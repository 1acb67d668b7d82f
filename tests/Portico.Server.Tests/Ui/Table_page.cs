using AngleSharp.Dom;
using Portico.Server.Ui.Reading;
using Portico.Server.Ui.TablePages;

namespace Portico.Server.Tests.Ui;

public sealed class Table_page
{
    static readonly TableView Table = TableView.From(Samples.Customer);

    [Fact]
    public async Task shows_where_the_table_is()
    {
        var page = await Rendered.Page<TablePage>(("Table", Table), ("Rights", Rights.None));
        page.QuerySelectorAll("nav[aria-label=Breadcrumb] a").Select(a => a.GetAttribute("href")).ShouldBe(
            ["/service/databaseServices/shop_pg", "/database/shop_pg.shop", "/databaseSchema/shop_pg.shop.crm"]);
        page.TextOf("nav[aria-label=Breadcrumb] [aria-current=page]").ShouldBe("Customers");
        page.TextOf("h1").ShouldBe("Customers");
    }

    [Fact]
    public async Task lists_columns_with_their_types_in_the_order_of_the_table()
    {
        var page = await Rendered.Page<TablePage>(("Table", Table), ("Rights", Rights.None));
        var rows = page.QuerySelectorAll("#columns tbody tr");
        rows.Select(row => row.TextOf("th .mono")).ShouldBe(
            ["id", "external_id", "email", "full_name", "status", "country_code", "address", "street", "city", "name", "postcode", "tags", "credit_limit", "preferences", "has\"quote"]);
        rows[0].TextOf(".column-type").ShouldBe("bigint");
        rows[11].TextOf(".column-type").ShouldBe("array<text>");
        rows[12].TextOf(".column-type").ShouldBe("numeric(12,2)");
    }

    [Fact]
    public async Task says_which_columns_are_keys_unique_and_never_null()
    {
        var page = await Rendered.Page<TablePage>(("Table", Table), ("Rights", Rights.None));
        page.TextOf("[id='column-id'] .marks").ShouldBe("PK");
        page.TextOf("[id='column-id'] .column-null").ShouldBe("not null");
        page.TextOf("[id='column-external_id'] .marks").ShouldBe("Unique");
        page.TextOf("[id='column-email'] .marks").ShouldBe(""); // Unique only together with another column.
        page.TextOf("[id='column-email'] .column-null").ShouldBe("not null");
        page.TextOf("[id='column-tags'] .column-null").ShouldBe("");
    }

    [Fact]
    public async Task leads_from_a_foreign_key_to_the_column_it_points_to()
    {
        var page = await Rendered.Page<TablePage>(("Table", Table), ("Rights", Rights.None));
        var link = page.QuerySelector("[id='column-country_code'] .mark-link")!;
        link.GetAttribute("href").ShouldBe("/table/shop_pg.shop.crm.country#column-code");
        link.TextContent.ShouldBe("country.code");
    }

    [Fact]
    public async Task lists_constraints_including_those_that_columns_carry()
    {
        var page = await Rendered.Page<ConstraintsPage>(("Table", Table), ("Rights", Rights.None));
        page.QuerySelectorAll("tbody tr").Select(row => row.TextOf("th") + ": " + row.TextOf("td")).ShouldBe(
            ["Primary key: id", "Foreign key: country_code", "Unique: full_name, email", "Unique: external_id"], ignoreOrder: true);
    }

    [Fact]
    public async Task shows_no_edit_control_to_a_reader()
    {
        var page = await Rendered.Page<TablePage>(("Table", Table), ("Rights", Rights.None));
        page.QuerySelectorAll("a[href*='/edit'], a[href$='/owners'], .quiet-edit").ShouldBeEmpty();
    }

    [Fact]
    public async Task offers_to_edit_each_description_to_whoever_may()
    {
        var page = await Rendered.Page<TablePage>(("Table", Table), ("Rights", new Rights { EditDescription = true }));
        page.QuerySelectorAll("#columns a[data-dialog]").Length.ShouldBe(Table.Columns.Count);
        page.QuerySelector("[id='column-address.city.postcode'] a[data-dialog]")!.GetAttribute("href")
            .ShouldBe("/table/shop_pg.shop.crm.customer/edit?column=address.city.postcode");
        page.QuerySelectorAll("a[href$='/owners']").ShouldBeEmpty();
    }

    [Fact]
    public async Task has_a_definition_only_where_the_document_has_one()
    {
        var table = await Rendered.Page<TablePage>(("Table", Table), ("Rights", Rights.None));
        table.QuerySelectorAll(".tabs a").Select(a => a.TextContent.Trim()).ShouldNotContain("View definition");
        var view = await Rendered.Page<DefinitionPage>(("Table", TableView.From(Samples.View)), ("Rights", Rights.None));
        view.QuerySelector("pre")!.TextContent.ShouldContain("date_trunc('month'");
        view.QuerySelectorAll(".tabs a").Select(a => a.TextContent.Trim()).ShouldContain("View definition");
    }

    [Fact]
    public async Task links_to_the_document_itself()
    {
        var page = await Rendered.Page<TablePage>(("Table", Table), ("Rights", Rights.None));
        page.QuerySelector(".tabs-end a")!.GetAttribute("href").ShouldBe("/api/v1/tables/name/shop_pg.shop.crm.customer?fields=*");
    }

    [Fact]
    public async Task knows_whether_its_reader_follows()
    {
        var following = await Rendered.Page<TablePage>(("Table", Table), ("Rights", Rights.None));
        following.QuerySelector(".asset-actions button")!.GetAttribute("aria-pressed").ShouldBe("true");
        var stranger = await Rendered.Page(Portico.Server.Ui.Rendering.Answer.Page<TablePage>(("Table", Table), ("Rights", Rights.None)), Samples.Viewer with { Id = Guid.NewGuid() });
        stranger.QuerySelector(".asset-actions button")!.GetAttribute("aria-pressed").ShouldBe("false");
    }
}
