using System.Net;
using System.Net.Sockets;
using System.Text;
using Portico.Realms.Tests.Protocol;

namespace Portico.Realms.Tests.Attacks;

/// <summary>Bodies, parameters and headers beyond every use: refused, and the provider goes on answering.</summary>
public sealed class Oversized_requests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task leave_the_provider_answering()
    {
        await using var provider = await ProviderUnderTest.Start();
        var long_ = new string('a', 100_000);
        (HttpMethod Method, string Path, HttpContent? Body)[] requests =
        [
            (HttpMethod.Post, "protocol/openid-connect/token", new StringContent("grant_type=password&client_id=web&username=" + new string('a', 900_000), Encoding.UTF8, "application/x-www-form-urlencoded")),
            (HttpMethod.Post, "protocol/openid-connect/token", new StringContent(string.Join('&', Enumerable.Range(0, 20_000).Select(i => $"p{i}=1")), Encoding.UTF8, "application/x-www-form-urlencoded")),
            (HttpMethod.Post, "protocol/openid-connect/token", new StringContent(string.Concat(Enumerable.Repeat("%", 50_000)), Encoding.UTF8, "application/x-www-form-urlencoded")),
            (HttpMethod.Post, "protocol/openid-connect/auth", new StringContent("client_id=web&state=" + long_, Encoding.UTF8, "application/x-www-form-urlencoded")),
            (HttpMethod.Post, "protocol/openid-connect/ext/par/request", new StringContent("client_id=web&redirect_uri=http%3A%2F%2Fweb.example.test%2F" + long_, Encoding.UTF8, "application/x-www-form-urlencoded")),
            (HttpMethod.Post, "protocol/openid-connect/token/introspect", new StringContent("client_id=svc&client_secret=svc-secret&token=" + long_ + "." + long_ + ".a", Encoding.UTF8, "application/x-www-form-urlencoded")),
            (HttpMethod.Post, "protocol/openid-connect/revoke", new StringContent("client_id=web&token=" + long_, Encoding.UTF8, "application/x-www-form-urlencoded")),
            (HttpMethod.Get, "protocol/openid-connect/auth?client_id=web&" + string.Join('&', Enumerable.Repeat("scope=a", 800)), null),
            (HttpMethod.Get, "protocol/openid-connect/logout?id_token_hint=" + new string('a', 7000), null),
            (HttpMethod.Get, "login-actions/authenticate?client_id=web&tab_id=a&client_data=" + new string('a', 7000), null),
        ];
        foreach (var (method, path, body) in requests)
        {
            using var request = new HttpRequestMessage(method, provider.Url(path)) { Content = body };
            using var answer = await provider.Http.SendAsync(request, Ct);
            ((int)answer.StatusCode).ShouldBeLessThan(500, path[..Math.Min(60, path.Length)]);
            (await answer.Content.ReadAsStringAsync(Ct)).Length.ShouldBeLessThan(20_000, "and nothing is echoed at length");
        }
        (await provider.SignIn()).GetProperty("access_token").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData(3_000_000)]
    [InlineData(70_000_000)]
    public async Task that_announce_a_huge_body_are_refused_before_it_is_sent(long length)
    {
        await using var provider = await ProviderUnderTest.Start();
        foreach (var path in new[] { "/realms/shop/protocol/openid-connect/token", "/realms/shop/login-actions/authenticate", "/admin/realms" })
        {
            if (path == "/admin/realms" && length < 64_000_000)
                continue; // an import may be as large
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, provider.Address.Port, Ct);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nConnection: close\r\n\r\na=b&"), Ct);
            using var reader = new StreamReader(stream);
            var status = await reader.ReadLineAsync(Ct);
            status.ShouldNotBeNull().ShouldMatch("^HTTP/1.1 4[01][0-9] ");
        }
        (await provider.SignIn()).GetProperty("access_token").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task with_a_header_beyond_measure_are_refused()
    {
        await using var provider = await ProviderUnderTest.Start();
        foreach (var header in new[] { "Authorization", "Cookie", "Accept-Language", "Origin" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, provider.AuthUrl());
            request.Headers.TryAddWithoutValidation(header, new string('x', 60_000));
            using var answer = await provider.Http.SendAsync(request, Ct);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge, header);
        }
        for (var length = 5_000; length <= 25_000; length += 10_000)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, provider.AuthUrl());
            request.Headers.TryAddWithoutValidation("Cookie", "AUTH_SESSION_ID=" + new string('x', length) + "; KEYCLOAK_IDENTITY=" + new string('.', 100) + "; KC_RESTART=a.b.c");
            request.Headers.TryAddWithoutValidation("Accept-Language", string.Join(',', Enumerable.Repeat("x", 100)));
            using var answer = await provider.Http.SendAsync(request, Ct);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }
}
