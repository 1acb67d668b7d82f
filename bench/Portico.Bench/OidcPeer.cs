using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portico.Testbed;

namespace Portico.Bench;

/// <summary>npm <c>oidc-provider</c> with its state in memory, to be measured beside the embedded provider.</summary>
sealed class OidcPeer : IAsyncDisposable
{
    const string RedirectUri = "http://localhost:9/callback";

    readonly ChildProcess _process;

    OidcPeer(ChildProcess process, string issuer) => (_process, Issuer) = (process, issuer);

    public string Issuer { get; }

    public string Endpoint(string path) => $"{Issuer}/protocol/openid-connect/{path}";

    public int ProcessId => _process.Id;

    public static async Task<OidcPeer> Start()
    {
        var folder = await NodePackages.Install("tests/peers/oidc-provider");
        var process = ChildProcess.Start("node", ["server.mjs", FreePort.Next().ToString(CultureInfo.InvariantCulture)], folder);
        return new OidcPeer(process, (await process.WaitForLine("ready "))["ready ".Length..]);
    }

    /// <summary>Tokens of a person who signs in at its page, by the code flow.</summary>
    public async Task<JsonElement> SignIn(string client, string secret)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        var verifier = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var challenge = System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var address = new Uri(Endpoint("auth") + $"?client_id={client}&response_type=code&scope=openid%20email%20profile&redirect_uri={Uri.EscapeDataString(RedirectUri)}&code_challenge={challenge}&code_challenge_method=S256");
        while (!address.AbsoluteUri.StartsWith(RedirectUri, StringComparison.Ordinal))
        {
            var answer = await http.GetAsync(address);
            if (answer.IsSuccessStatusCode)
                answer = await http.PostAsync(address, Form(("prompt", "login"), ("login", "jane"), ("password", "any")));
            address = new Uri(address, answer.Headers.Location ?? throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode} and leads nowhere."));
        }
        var code = System.Web.HttpUtility.ParseQueryString(address.Query)["code"] ?? throw new InvalidOperationException(address.Query);
        using var tokens = await http.PostAsync(new Uri(Endpoint("token")),
            Form(("grant_type", "authorization_code"), ("client_id", client), ("client_secret", secret), ("code", code), ("redirect_uri", RedirectUri), ("code_verifier", verifier)));
        return await tokens.Content.ReadFromJsonAsync<JsonElement>();
    }

    static FormUrlEncodedContent Form(params (string Name, string Value)[] form) => new(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
