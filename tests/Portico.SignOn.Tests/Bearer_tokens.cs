using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Portico.SignOn.Tests.Hosting;

namespace Portico.SignOn.Tests;

public sealed class Bearer_tokens
{
    [Fact]
    public async Task of_the_clients_service_account_are_of_a_bot()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);

        var (status, body) = await Api.Get(catalog, await peer.ClientToken());

        status.ShouldBe(HttpStatusCode.OK);
        body.ShouldBe("service-account-open-metadata Bearer");
        catalog.Accounts["service-account-open-metadata"].IsBot.ShouldBeTrue();
        // A second token of the same subject is the same account.
        await Api.Get(catalog, await peer.ClientToken());
        catalog.Accounts.All.Count().ShouldBe(1);
    }

    [Fact]
    public async Task of_another_clients_service_account_are_refused()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);

        await Refused(catalog, await peer.ClientToken("other", "another-secret-of-the-tests"), "not issued for the client");
        var forUs = await peer.Sign(new { sub = "other-service", aud = Peer.ClientId, azp = "other", typ = "Bearer", preferred_username = "service-account-other" });
        await Refused(catalog, forUs, "belongs to another client");
    }

    [Theory]
    [InlineData("aud")]
    [InlineData("azp")]
    public async Task are_taken_when_audience_or_authorized_party_is_the_client(string claim)
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);

        var token = await peer.Sign(claim == "aud"
            ? new { sub = "s-1", aud = new[] { "account", Peer.ClientId }, azp = "other", typ = "Bearer", preferred_username = "alice" }
            : new { sub = "s-1", aud = new[] { "account" }, azp = Peer.ClientId, typ = "Bearer", preferred_username = "alice" });

        (await Api.Get(catalog, token)).Body.ShouldBe("alice Bearer");
    }

    [Fact]
    public async Task of_another_audience_are_refused()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        await Refused(catalog, await peer.Sign(new { sub = "s-1", aud = "account", azp = "other", typ = "Bearer", preferred_username = "alice" }), "not issued for the client");
    }

    [Fact]
    public async Task of_another_issuer_are_refused_even_with_the_realms_key()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        await Refused(catalog, await peer.Sign(Claims(peer, new() { ["iss"] = $"{peer.Origin}/realms/other" })), "is not the realm");
    }

    [Theory]
    [InlineData(true)]
    [InlineData("same kid")]
    public async Task signed_with_a_foreign_key_are_refused(object foreign)
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        await Refused(catalog, await peer.Sign(Claims(peer, []), foreign: foreign), foreign is true ? "has no key" : "the signature is wrong");
    }

    [Fact]
    public async Task without_a_signature_are_refused()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        foreach (var algorithm in new[] { "none", "None", "NONE", "" })
        {
            var token = $"{Encode(new { alg = algorithm, typ = "JWT" })}.{Encode(Claims(peer, []))}.";
            await Refused(catalog, token, "Not Authorized!");
        }
    }

    [Fact]
    public async Task signed_by_hmac_with_the_public_key_are_refused()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        var key = (await peer.Keys()).GetProperty("keys")[0];
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64UrlEncoder.DecodeBytes(key.GetProperty("n").GetString()),
            Exponent = Base64UrlEncoder.DecodeBytes(key.GetProperty("e").GetString()),
        });
        var head = $"{Encode(new { alg = "HS256", typ = "JWT", kid = key.GetProperty("kid").GetString() })}.{Encode(Claims(peer, []))}";

        foreach (var secret in new[] { Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), rsa.ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(key.GetProperty("n").GetString()!) })
            await Refused(catalog, $"{head}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(head)))}", "the algorithm 'HS256' is not accepted");
    }

    [Fact]
    public async Task that_were_changed_are_refused()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        var parts = (await peer.Sign(Claims(peer, []))).Split('.');
        await Refused(catalog, $"{parts[0]}.{Encode(Claims(peer, new() { ["preferred_username"] = "admin" }))}.{parts[2]}", "the signature is wrong");
    }

    [Fact]
    public async Task that_lapsed_are_refused_with_the_words_that_clients_know()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        await Refused(catalog, await peer.Sign(Claims(peer, new() { ["exp"] = now - 120 })), "Expired token!");
        (await Api.Get(catalog, await peer.Sign(Claims(peer, new() { ["exp"] = now - 5 })))).Status.ShouldBe(HttpStatusCode.OK, "the clocks may differ a little");
        await Refused(catalog, await peer.Sign(Claims(peer, new() { ["nbf"] = now + 120 })), "not valid yet");

        // One that was good before lapses too.
        var token = await peer.Sign(Claims(peer, []));
        (await Api.Get(catalog, token)).Status.ShouldBe(HttpStatusCode.OK);
        catalog.Time.Advance(TimeSpan.FromMinutes(6));
        await Refused(catalog, token, "Expired token!");
    }

    [Theory]
    [InlineData("Refresh")]
    [InlineData("Offline")]
    [InlineData("Logout")]
    public async Task of_another_kind_are_refused(string kind)
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        await Refused(catalog, await peer.Sign(Claims(peer, new() { ["typ"] = kind })), "kind");
        await Refused(catalog, await peer.Sign(Claims(peer, []), new { typ = "logout+jwt" }), "type");
    }

    [Fact]
    public async Task of_a_new_key_are_taken_once_the_realm_publishes_it()
    {
        await using var peer = await Peer.Start();
        await using var catalog = await TestCatalog.Start(peer);
        (await Api.Get(catalog, await peer.Sign(Claims(peer, [])))).Status.ShouldBe(HttpStatusCode.OK);

        await peer.Rotate();

        (await Api.Get(catalog, await peer.Sign(Claims(peer, [])))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task of_unknown_keys_do_not_make_the_provider_be_asked_without_end()
    {
        await using var peer = await Peer.Start();
        await using var catalog = await TestCatalog.Start(peer);
        catalog.Time.Stop();
        for (var i = 0; i < 12; i++)
            await Refused(catalog, await peer.Sign(Claims(peer, []), foreign: true), "has no key");
        (await peer.KeyReads()).ShouldBeLessThan(8);
    }

    [Fact]
    public async Task of_deleted_accounts_are_refused_at_once()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        var token = await peer.Sign(Claims(peer, []));
        (await Api.Get(catalog, token)).Status.ShouldBe(HttpStatusCode.OK);

        catalog.Accounts.Delete(catalog.Accounts["alice"].Id);

        await Refused(catalog, token, "was deleted");
    }

    [Fact]
    public async Task are_needed_for_the_api_except_its_public_paths()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);

        var (status, body) = await Api.Get(catalog, null);
        status.ShouldBe(HttpStatusCode.Unauthorized);
        var error = JsonDocument.Parse(body).RootElement;
        error.GetProperty("code").GetInt32().ShouldBe(401);
        error.GetProperty("message").GetString().ShouldBe("Not Authorized! Token not present");
        error.GetProperty("responseMessage").GetString().ShouldBe("Not Authorized! Token not present");

        (await Api.Get(catalog, null, "/api/v1/system/version")).Status.ShouldBe(HttpStatusCode.OK);
        (await Api.Get(catalog, "garbage", "/api/v1/system/version")).Status.ShouldBe(HttpStatusCode.OK, "a public path does not look at tokens");
    }

    [Fact]
    public async Task are_answered_503_while_the_provider_is_away_and_taken_when_it_is_back()
    {
        await using var peer = await Peer.Start();
        var token = await peer.Sign(Claims(peer, []));
        await peer.Mode("down");
        await using var catalog = await TestCatalog.Start(peer, options => options with { ProviderTimeout = TimeSpan.FromSeconds(1) });

        var (status, body) = await Api.Get(catalog, token);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.ShouldContain(Errors.ProviderUnavailable);
        await peer.Mode("hang");
        catalog.Time.Advance(TimeSpan.FromSeconds(2));
        (await Api.Get(catalog, token)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await peer.Mode("up");
        catalog.Time.Advance(TimeSpan.FromSeconds(2));
        (await Api.Get(catalog, token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task that_are_known_cost_next_to_nothing()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        var token = (await peer.Sign(Claims(peer, []))).AsMemory();
        var tokens = catalog.Service<Bearer.BearerTokens>();
        (await tokens.Check(token, default)).Principal.ShouldNotBeNull();

        const int calls = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
            _ = await tokens.Check(token, default);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / calls;

        each.ShouldBeLessThan(100);
    }

    static Dictionary<string, object> Claims(Peer peer, Dictionary<string, object> different)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = peer.RealmUrl,
            ["sub"] = "s-1",
            ["aud"] = "account",
            ["azp"] = Peer.ClientId,
            ["typ"] = "Bearer",
            ["preferred_username"] = "alice",
            ["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 300,
        };
        foreach (var (name, value) in different)
            claims[name] = value;
        return claims;
    }

    static string Encode(object value) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(value));

    static async Task Refused(TestCatalog catalog, string token, string because)
    {
        var (status, body) = await Api.Get(catalog, token);
        status.ShouldBe(HttpStatusCode.Unauthorized, body);
        JsonDocument.Parse(body).RootElement.GetProperty("message").GetString()!.ShouldContain(because, Case.Sensitive);
    }
}
