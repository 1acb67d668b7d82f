using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NSec.Cryptography;
using Portico.EndToEnd.Fixtures;

namespace Portico.Bench;

/// <summary>Sign-ins at <c>portico realms</c> against the bare native Argon2id that each must compute, by CPU on all cores: by password grant, and as a browser does it (page, form, code, tokens).</summary>
static partial class SignInFigures
{
    const double LeastOfGrant = 0.87;
    const double LeastOfBrowser = 0.75;
    const int Rounds = 5;
    const int SignIns = 40;

    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        await using var node = await RealmsProcess.Start();
        var password = Encoding.UTF8.GetBytes(ProviderServer.UserPassword);
        var salt = RandomNumberGenerator.GetBytes(16);
        var native = new Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = 7168, NumberOfPasses = 5 });
        Task<double> Bare() => Task.FromResult(Load.Cpu(() => native.DeriveBytes(password, salt, 32), Environment.ProcessorCount));
        async Task<double> Cost(Func<Task> signIn) => (await Load.Run(node.ProcessId, SignIns, _ => signIn())).Milliseconds;
        Task Grant() => node.SignIn();
        Task Page() => SignIn(node);

        for (var i = 0; i < 3; i++)
            _ = (await Cost(Grant), await Cost(Page));
        var grant = await Load.Compare(Rounds, Bare, () => Cost(Grant));
        var browser = await Load.Compare(Rounds, Bare, () => Cost(Page));
        return
        [
            new("Bare Argon2id hash / password grant (CPU)", Text(grant), ">= 0.87", grant.Ratio >= LeastOfGrant),
            new("Bare Argon2id hash / full browser sign-in (CPU)", Text(browser), ">= 0.75", browser.Ratio >= LeastOfBrowser),
        ];
    }

    static async Task SignIn(RealmsProcess node)
    {
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        async Task<HttpResponseMessage> Send(HttpRequestMessage request)
        {
            if (cookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
            var answer = await node.Http.SendAsync(request);
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                var pair = cookie.Split(';')[0].Split('=', 2);
                cookies[pair[0]] = pair[1];
            }
            return answer;
        }

        var redirect = Uri.EscapeDataString(ProviderServer.RedirectUri);
        using var ask = new HttpRequestMessage(HttpMethod.Get, $"{node.Realm}protocol/openid-connect/auth?client_id={ProviderServer.Confidential}&response_type=code&scope=openid&state=s&redirect_uri={redirect}");
        using var page = await Send(ask);
        var form = WebUtility.HtmlDecode(FormAddress().Match(await page.Content.ReadAsStringAsync()).Groups["address"].Value);
        using var fill = new HttpRequestMessage(HttpMethod.Post, new Uri(node.Address, form))
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("username", ProviderServer.User), KeyValuePair.Create("password", ProviderServer.UserPassword)]),
        };
        using var back = await Send(fill);
        var code = System.Web.HttpUtility.ParseQueryString(back.Headers.Location?.Query ?? "")["code"] ?? throw new InvalidOperationException($"The form was answered {(int)back.StatusCode}, without a code.");
        var (status, json) = await node.Post("token", ("grant_type", "authorization_code"), ("client_id", ProviderServer.Confidential), ("client_secret", ProviderServer.Secret), ("code", code), ("redirect_uri", ProviderServer.RedirectUri));
        if (status != HttpStatusCode.OK)
            throw new InvalidOperationException($"The code was answered {status}: {json}");
    }

    static string Text((double First, double Second, double Ratio) pair) => string.Create(CultureInfo.InvariantCulture, $"{pair.Ratio:0.00} ({pair.First:0.0} ms / {pair.Second:0.0} ms)");

    [GeneratedRegex("""<form[^>]*id="kc-form-login"[^>]*action="(?<address>[^"]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormAddress();
}
