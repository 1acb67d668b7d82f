using System.Globalization;
using System.Text.RegularExpressions;
using Portico.EndToEnd.Fixtures;

namespace Portico.Bench;

/// <summary>
/// What the check of a bearer token adds to a GET. Entities are not served to nobody, so the check is measured where both are answered (a style sheet) and taken from the GET of a table.
/// </summary>
static partial class BearerFigures
{
    const double Most = 1.15;
    const int Rounds = 7;
    const int Requests = 3000;

    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        await using var server = await PorticoServer.Start();
        var token = await TokenFigures.SignIn(server, new Uri($"{server.Realm}/protocol/openid-connect/token"), "access_token");
        var schema = await CatalogData.MakeSchema(server, token, "bench");
        await CatalogData.Bulk(server, token, CatalogData.Tables(schema, 100));
        var table = new Uri(server.Catalog, $"/api/v1/tables/name/{schema}.customer_00000");
        var page = await server.Http.GetStringAsync(new Uri(server.Catalog, "/signin"));
        var open = new Uri(server.Catalog, StyleSheet().Match(page).Value);

        async Task<double> Get(Uri address, string? bearer) => (await Load.Run(server, Requests, _ => Load.Get(server, address, bearer))).Milliseconds;

        foreach (var (address, bearer) in new[] { (table, token), (open, token), (open, null) })
            await Load.Warm(server, Requests, _ => Load.Get(server, address, bearer));
        var (signed, anonymous, _) = await Load.Compare(Rounds, () => Get(open, token), () => Get(open, null));
        var read = Load.Median([await Get(table, token), await Get(table, token), await Get(table, token)]);
        var check = Math.Max(0, signed - anonymous);
        var ratio = read / (read - check);
        return
        [
            new(
                "CPU of a GET of a table with a bearer token / without its check",
                string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} x ({read:0.000} ms, of which {check:0.000} ms for the token)"),
                "<= 1.15 x",
                ratio <= Most),
        ];
    }

    [GeneratedRegex("/assets/[^\"]+\\.css", RegexOptions.None, 1000)]
    private static partial Regex StyleSheet();
}
