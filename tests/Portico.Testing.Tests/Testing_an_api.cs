using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portico.Testing.Tests;

/// <summary>The example of the README: an API behind Microsoft's bearer handler, tested with a provider that lives as long as the test.</summary>
public sealed class Testing_an_api
{
    const string Realm = """
        {
          "realm": "shop", "enabled": true,
          "clients": [{ "clientId": "web", "publicClient": true, "directAccessGrantsEnabled": true },
                      { "clientId": "job", "secret": "job-secret", "serviceAccountsEnabled": true }],
          "users": [{ "username": "ann", "enabled": true, "email": "ann@example.test", "firstName": "Ann", "lastName": "Example",
                      "credentials": [{ "type": "password", "value": "secret" }] }]
        }
        """;

    [Fact]
    public async Task takes_one_line_for_the_provider()
    {
        await using var keycloak = await TestProvider.Start(Realm);
        await using var api = await StartApi(keycloak.Issuer("shop"));
        using var http = new HttpClient { BaseAddress = new Uri(api.Urls.First()) };

        (await http.GetAsync(new Uri("/me", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await keycloak.AccessToken("shop", "web", username: "ann", password: "secret"));
        (await http.GetStringAsync(new Uri("/me", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe("ann");

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await keycloak.AccessToken("shop", "job", "job-secret"));
        (await http.GetStringAsync(new Uri("/me", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe("service-account-job");
    }

    static async Task<WebApplication> StartApi(string authority)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthorization().AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            (options.Authority, options.RequireHttpsMetadata) = (authority, false);
            (options.TokenValidationParameters.ValidateAudience, options.TokenValidationParameters.NameClaimType) = (false, "preferred_username");
        });
        var app = builder.Build();
        app.UseAuthentication().UseAuthorization();
        app.MapGet("/me", (System.Security.Claims.ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        await app.StartAsync();
        return app;
    }
}
