using System.Text.Json.Nodes;
using Portico.Realms.Import;

namespace Portico.Realms.Admin;

/// <summary>What Keycloak refuses in a client, with its words.</summary>
static class ClientRules
{
    static readonly (string Member, string Name)[] s_addresses = [("rootUrl", "Root URL"), ("adminUrl", "Admin URL"), ("baseUrl", "Base URL")];
    static readonly (string Attribute, string Name)[] s_attributes = [("backchannel.logout.url", "Backchannel logout URL"), ("logoUri", "Logo URL"), ("policyUri", "Policy URL"), ("tosUri", "Terms of service URL"), ("jwks.url", "JWKS URL")];

    /// <summary>The refusal, several reasons joined by "; ", or null.</summary>
    public static AdminAnswer? Check(JsonObject client)
    {
        var errors = new List<string>();
        if (client["clientId"] is not null && string.IsNullOrWhiteSpace(client.Text("clientId")))
            errors.Add("Client ID cannot be blank");
        foreach (var (member, name) in s_addresses)
            Address(client.Text(member), name, errors);
        foreach (var uri in client.Texts("redirectUris"))
            Redirect(uri, errors);
        var attributes = client["attributes"] as JsonObject ?? [];
        foreach (var (attribute, name) in s_attributes)
            Address(attributes.Text(attribute), name, errors);
        if (client.Text("protocol") is { } protocol && protocol is not ("openid-connect" or "saml" or "docker-v2"))
            errors.Add("Invalid protocol: " + protocol);
        if (client.Text("clientId") is { Length: > 255 })
            return AdminAnswer.BadRequest;
        foreach (var mapper in client.Objects("protocolMappers"))
        {
            if (mapper.Text("protocolMapper") == "oidc-sha256-pairwise-sub-mapper" && (mapper["config"] as JsonObject)?.Text("sectorIdentifierUri") is { Length: > 0 } sector
                && !Uri.TryCreate(sector, UriKind.Absolute, out _))
            {
                errors.Add("Malformed Sector Identifier URI.");
            }
        }
        return errors.Count == 0 ? null : AdminAnswer.Described(400, "invalid_input", string.Join("; ", errors.Distinct()));
    }

    static void Address(string? address, string name, List<string> errors)
    {
        if (string.IsNullOrEmpty(address) || address.StartsWith("${", StringComparison.Ordinal))
            return;
        if (IsIllegalScheme(address))
            errors.Add(name + " uses an illegal scheme");
        else if (address.Contains('#', StringComparison.Ordinal))
            errors.Add(name + " must not contain an URL fragment");
        else if (!address.StartsWith('/') && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && Uri.IsWellFormedUriString(address.Replace("*", "", StringComparison.Ordinal), UriKind.Absolute)))
            errors.Add(name + " is not a valid URL");
    }

    static void Redirect(string uri, List<string> errors)
    {
        if (IsIllegalScheme(uri))
            errors.Add("A redirect URI uses an illegal scheme");
        else if (uri.Contains('#', StringComparison.Ordinal))
            errors.Add("A redirect URI must not contain an URL fragment");
        else if (uri.Any(c => char.IsWhiteSpace(c) || c is '<' or '>' or '"' or '{' or '}' or '|' or '\\' or '^' or '`'))
            errors.Add("A redirect URI is not a valid URI");
    }

    static bool IsIllegalScheme(string address) =>
        address.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || address.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
}
