using System.Net;

namespace Portico.Server.Tests.Ui;

public sealed class Failing_pages(PagesHost host) : IClassFixture<PagesHost>
{
    [Fact]
    public async Task give_a_number_that_the_log_has_and_nothing_of_the_cause()
    {
        await host.Admin.Page("/");
        await host.Damage();
        using var answer = await host.Admin.GetAsync(new Uri("/", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var page = await answer.Document();
        page.TextOf(".failure-id").ShouldNotBeEmpty();
        page.DocumentElement.TextContent.ShouldNotContain("Exception");
        page.DocumentElement.TextContent.ShouldNotContain("Sqlite");
    }
}
