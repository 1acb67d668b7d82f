using System.Net;
using System.Net.Http.Headers;

namespace Portico.SignOn.Tests.Hosting;

/// <summary>A program that calls the API with a bearer token.</summary>
static class Api
{
    static readonly HttpClient Http = new();

    public static async Task<(HttpStatusCode Status, string Body)> Get(TestCatalog catalog, string? token, string path = "/api/v1/things")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, catalog.Address + path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
