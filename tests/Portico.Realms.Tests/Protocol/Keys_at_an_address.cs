using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Portico.Realms.Tests.Protocol;

/// <summary>Clients that sign their assertions with keys that they publish (<c>jwks.url</c>).</summary>
public sealed class Keys_at_an_address
{
    [Fact]
    public async Task are_read_when_needed_and_not_for_every_invented_key()
    {
        var clock = new ProviderUnderTest.Clock();
        var (first, second) = (new ClientKey("one"), new ClientKey("two"));
        await using var publisher = await Publisher.Start(first);
        await using var provider = await Start(publisher, clock);

        (await Token(provider, first)).ShouldBe(HttpStatusCode.OK);
        (await Token(provider, first)).ShouldBe(HttpStatusCode.OK);
        publisher.Reads.ShouldBe(1);

        for (var i = 0; i < 5; i++)
            (await Token(provider, new ClientKey("invented-" + i))).ShouldBe(HttpStatusCode.BadRequest);
        publisher.Reads.ShouldBe(1); // read a moment ago

        publisher.Key = second;
        clock.Advance(TimeSpan.FromSeconds(11));
        (await Token(provider, second)).ShouldBe(HttpStatusCode.OK);
        publisher.Reads.ShouldBe(2);
        (await Token(provider, first)).ShouldBe(HttpStatusCode.BadRequest);
        (await Token(provider, new ClientKey("two"))).ShouldBe(HttpStatusCode.BadRequest); // another key of that name
    }

    [Fact]
    public async Task are_not_read_where_the_provider_must_not_go()
    {
        var key = new ClientKey("one");
        await using var publisher = await Publisher.Start(key);
        await using var provider = await Start(publisher, TimeProvider.System, o => o with { Reach = Reach.Private });
        (await Token(provider, key)).ShouldBe(HttpStatusCode.BadRequest);
        publisher.Reads.ShouldBe(0);
    }

    static Task<ProviderUnderTest> Start(Publisher publisher, TimeProvider clock, Func<RealmsOptions, RealmsOptions>? with = null) => ProviderUnderTest.Start(time: clock, with: with, configure: realm =>
        realm["clients"]!.AsArray().Add(new JsonObject
        {
            ["clientId"] = "signer", ["protocol"] = "openid-connect", ["publicClient"] = false, ["serviceAccountsEnabled"] = true, ["clientAuthenticatorType"] = "client-jwt",
            ["attributes"] = new JsonObject { ["use.jwks.url"] = "true", ["jwks.url"] = publisher.Url },
        }));

    static async Task<HttpStatusCode> Token(ProviderUnderTest provider, ClientKey key)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = "signer", ["sub"] = "signer", ["aud"] = provider.Url("")[..^1], ["jti"] = Guid.NewGuid().ToString(), ["iat"] = now, ["exp"] = now + 60 };
        return (await provider.Token(("grant_type", "client_credentials"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", key.Sign(claims)))).Status;
    }

    sealed class ClientKey(string kid)
    {
        readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public string Jwks
        {
            get
            {
                var point = _key.ExportParameters(false).Q;
                return new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = kid, ["use"] = "sig", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) }) }.ToJsonString();
            }
        }

        public string Sign(JsonObject claims)
        {
            var input = $"{Part(new JsonObject { ["alg"] = "ES256", ["kid"] = kid })}.{Part(claims)}";
            return $"{input}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
        }

        static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    sealed class Publisher(WebApplication app) : IAsyncDisposable
    {
        public required ClientKey Key { get; set; }

        public int Reads { get; private set; }

        public string Url => app.Urls.Single() + "/keys";

        public static async Task<Publisher> Start(ClientKey key)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var publisher = new Publisher(app) { Key = key };
            app.MapGet("/keys", (HttpContext http) =>
            {
                publisher.Reads++;
                http.Response.ContentType = "application/json";
                return http.Response.WriteAsync(publisher.Key.Jwks);
            });
            await app.StartAsync();
            return publisher;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
