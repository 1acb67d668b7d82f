using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Realms.Tests.Protocol;

namespace Portico.Realms.Tests.Attacks;

/// <summary>Whether a name has an account is told neither by the words of an answer nor by the work that it takes.</summary>
public sealed partial class User_enumeration
{
    const string Pbkdf2 = "hashAlgorithm(pbkdf2-sha512) and hashIterations(1000)";

    /// <summary>Names that a caller might try: with a password, with none, disabled, locked, a service account, unknown.</summary>
    static readonly string[] s_names = ["alice", "bob", "carol", "dave", "alice@example.test", "service-account-svc", "nobody", "nobody@example.test", "*"];

    [Theory]
    [InlineData("wrong", null)]
    [InlineData("wrong", Pbkdf2)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public async Task learns_nothing_from_the_password_grant(string? password, string? policy)
    {
        await using var provider = await Start(policy);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in s_names)
        {
            var work = Watch(provider);
            var (status, json) = await provider.Token([("grant_type", "password"), ("client_id", "web"), ("username", name), .. password is null ? [] : new[] { ("password", password) }]);
            seen.Add($"{status} {json} {string.Join(',', work)}");
        }
        seen.Count.ShouldBe(1, string.Join('\n', seen));
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task learns_nothing_from_the_sign_in_page(string password)
    {
        await using var provider = await Start(null);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in s_names)
        {
            var browser = provider.Browse();
            var page = await browser.Get(provider.AuthUrl());
            var work = Watch(provider);
            var answer = await browser.Post(page.FormAction, ("username", name), ("password", password));
            seen.Add($"{answer.Status} {Neutral(answer.Text, name)} {string.Join(',', work)}");
        }
        seen.Count.ShouldBe(1, string.Join('\n', seen));
    }

    [Fact]
    public async Task learns_nothing_from_a_forgotten_password()
    {
        await using var provider = await Start(null);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in s_names)
        {
            var browser = provider.Browse();
            var page = await browser.Get(provider.AuthUrl());
            var link = WebUtility.HtmlDecode(ForgotLink().Match(page.Text).Groups["url"].Value);
            page = await browser.Get(link);
            var answer = await browser.Follow(await browser.Post(page.FormAction, ("username", name)), provider.Address);
            seen.Add($"{answer.Status} {Neutral(answer.Text, name)}");
        }
        seen.Count.ShouldBe(1, string.Join('\n', seen));
    }

    [Fact]
    public async Task learns_of_a_disabled_account_only_with_its_password()
    {
        await using var provider = await Start(null);
        var (_, wrong) = await provider.Token(("grant_type", "password"), ("client_id", "web"), ("username", "carol"), ("password", "wrong"));
        wrong.GetProperty("error_description").GetString().ShouldBe("Invalid user credentials");
        var (_, right) = await provider.Token(("grant_type", "password"), ("client_id", "web"), ("username", "carol"), ("password", "carol-password"));
        right.GetProperty("error_description").GetString().ShouldBe("Account disabled");
    }

    static Task<ProviderUnderTest> Start(string? policy) => ProviderUnderTest.Start(configure: realm =>
    {
        realm["resetPasswordAllowed"] = true;
        if (policy is not null)
            realm["passwordPolicy"] = policy;
        var users = realm["users"]!.AsArray();
        users.Add(new JsonObject { ["username"] = "carol", ["enabled"] = false, ["credentials"] = new JsonArray(new JsonObject { ["type"] = "password", ["value"] = "carol-password" }) });
        users.Add(new JsonObject { ["username"] = "dave", ["enabled"] = true });
    });

    static List<string> Watch(ProviderUnderTest provider)
    {
        var work = new List<string>();
        provider.Host.Passwords.Computing = work.Add;
        return work;
    }

    // What differs from page to page anyway: codes, and the name that was typed.
    static string Neutral(string page, string name) => Codes().Replace(page.Replace(WebUtility.HtmlEncode(name), "NAME", StringComparison.Ordinal).Replace(name, "NAME", StringComparison.Ordinal), "CODE");

    [GeneratedRegex("(?<=session_code=|tab_id=|client_data=|nonce-|nonce=\")[A-Za-z0-9_-]+", RegexOptions.None, 1000)]
    private static partial Regex Codes();

    [GeneratedRegex("href=\"(?<url>[^\"]*reset-credentials[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ForgotLink();
}
