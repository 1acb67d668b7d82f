using System.Text;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Login;

/// <summary>Carries an answer or error to the client: in the query, in the fragment, by a posted form (OAuth 2.0 Form Post), or as one signed JWT (JARM).</summary>
static class AuthorizationAnswer
{
    const int JwtLifespan = 600;

    /// <summary>An error, with the state and issuer that go along.</summary>
    public static Task Error(Call call, Client client, AuthorizationRequest request, string error, string? description = null)
    {
        var answer = new List<(string, string)> { ("error", error) };
        if (description is not null)
            answer.Add(("error_description", description));
        if (request.State is not null)
            answer.Add(("state", request.State));
        AddIssuer(call, client, answer);
        return Send(call, client, request, answer);
    }

    public static void AddIssuer(Call call, Client client, List<(string, string)> answer)
    {
        if (!client.IsSet("exclude.issuer.from.auth.response"))
            answer.Add(("iss", call.Issuer));
    }

    public static async Task Send(Call call, Client client, AuthorizationRequest request, IReadOnlyList<(string Name, string Value)> answer)
    {
        var mode = request.ResponseMode;
        if (mode.EndsWith("jwt", StringComparison.Ordinal))
        {
            answer = [("response", await Sign(call, client, answer))];
            mode = mode == "jwt" ? request.ResponseType == "code" ? "query" : "fragment" : mode[..^4];
        }
        switch (mode)
        {
            case "form_post":
                await FormPostPage.Write(call, request.RedirectUri, answer);
                break;
            case "fragment":
                await Answers.Redirect(call.Http, request.RedirectUri.Split('#')[0] + "#" + Encode(answer));
                break;
            default:
                await Answers.Redirect(call.Http, AddQuery(request.RedirectUri, answer));
                break;
        }
    }

    /// <summary>Adds parameters to a URI that may have a query and a fragment already.</summary>
    public static string AddQuery(string uri, IReadOnlyList<(string Name, string Value)> parameters)
    {
        if (parameters.Count == 0)
            return uri;
        var hash = uri.IndexOf('#', StringComparison.Ordinal);
        var (address, fragment) = hash < 0 ? (uri, "") : (uri[..hash], uri[hash..]);
        var separator = address.Contains('?', StringComparison.Ordinal) ? address[^1] is '?' or '&' ? "" : "&" : "?";
        return address + separator + Encode(parameters) + fragment;
    }

    static string Encode(IReadOnlyList<(string Name, string Value)> parameters)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parameters)
            text.Append(text.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return text.ToString();
    }

    static async Task<string> Sign(Call call, Client client, IReadOnlyList<(string Name, string Value)> answer)
    {
        var claims = new Claims().Set("iss", call.Issuer).Set("aud", client.ClientId).Set("exp", call.Now + JwtLifespan);
        foreach (var (name, value) in answer)
            claims.Set(name, value);
        return Jwt.Sign(await call.Provider.Tokens.Key(call.Realm, client.Attribute("authorization.signed.response.alg"), call.Aborted), claims);
    }
}
