using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Registration;

/// <summary>Client metadata as OpenID Connect names it (OpenID Connect Dynamic Client Registration 1.0, RFC 7591), from and to the admin API's representation.</summary>
static class OidcClientMetadata
{
    const string Invalid = "Client metadata invalid";
    const string Device = "urn:ietf:params:oauth:grant-type:device_code";
    const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    static readonly (string Metadata, string Attribute)[] s_texts =
    [
        ("logo_uri", "logoUri"), ("policy_uri", "policyUri"), ("tos_uri", "tosUri"), ("backchannel_logout_uri", "backchannel.logout.url"), ("frontchannel_logout_uri", "frontchannel.logout.url"),
        ("id_token_signed_response_alg", "id.token.signed.response.alg"), ("token_endpoint_auth_signing_alg", "token.endpoint.auth.signing.alg"), ("software_id", "software_id"), ("software_version", "software_version"),
        ("default_max_age", "default.max.age"),
    ];

    static readonly (string Metadata, string Attribute)[] s_flags =
    [
        ("backchannel_logout_session_required", "backchannel.logout.session.required"), ("require_pushed_authorization_requests", "require.pushed.authorization.requests"),
        ("frontchannel_logout_session_required", "frontchannel.logout.session.required"),
    ];

    /// <summary>What would promise more than this server does: refused when it is asked for.</summary>
    static readonly string[] s_unsupported =
    [
        "tls_client_certificate_bound_access_tokens", "dpop_bound_access_tokens", "id_token_encrypted_response_alg", "userinfo_signed_response_alg", "userinfo_encrypted_response_alg",
        "request_object_signing_alg", "request_object_encryption_alg", "authorization_signed_response_alg", "authorization_encrypted_response_alg", "sector_identifier_uri", "require_auth_time",
    ];

    static readonly (string Method, string Authenticator)[] s_methods =
        [("client_secret_basic", "client-secret"), ("client_secret_post", "client-secret"), ("client_secret_jwt", "client-secret-jwt"), ("private_key_jwt", "client-jwt"), ("tls_client_auth", "client-x509")];

    static readonly string[] s_hybrid = ["code id_token", "code token", "code id_token token"];
    static readonly string[] s_implicit = ["id_token", "id_token token", "token"];

    /// <summary>The representation of a client with this metadata, or why there is none.</summary>
    public static (JsonObject? Client, string? Problem) ToClient(JsonObject given)
    {
        var responses = given["response_types"] is JsonArray { Count: > 0 } ? given.Texts("response_types") : ["code"];
        if (responses.FirstOrDefault(r => r is not ("code" or "none") && !s_implicit.Contains(Sorted(r)) && !s_hybrid.Contains(Sorted(r))) is not null)
            return (null, Invalid);
        if (s_unsupported.FirstOrDefault(n => given[n] is { } value && given.Flag(n) is not false && value is not JsonArray { Count: 0 }) is { } unsupported)
            return (null, $"{Errors.NotSupported}: {unsupported} is not supported by this server");
        if (given.Text("subject_type") is not (null or "public"))
            return (null, $"{Errors.NotSupported}: only the subject type public is supported by this server");
        var client = new JsonObject { ["clientId"] = given.Text("client_id"), ["secret"] = given.Text("client_secret"), ["name"] = given.Text("client_name"), ["baseUrl"] = given.Text("client_uri") };
        var method = given.Text("token_endpoint_auth_method");
        var authenticator = method is null or "none" ? "client-secret" : s_methods.FirstOrDefault(m => m.Method == method).Authenticator;
        if (authenticator is null)
            return (null, Invalid);
        client["clientAuthenticatorType"] = authenticator;
        client["redirectUris"] = given["redirect_uris"]?.DeepClone();
        client["standardFlowEnabled"] = responses.Any(r => r == "code" || s_hybrid.Contains(Sorted(r)));
        client["implicitFlowEnabled"] = responses.Any(r => r is not ("code" or "none"));
        var grants = given["grant_types"] is JsonArray ? given.Texts("grant_types") : null;
        client["directAccessGrantsEnabled"] = grants?.Contains("password") ?? false;
        if (grants is not null)
            client["serviceAccountsEnabled"] = grants.Contains("client_credentials");
        client["publicClient"] = method == "none";
        client["frontchannelLogout"] = given.Text("frontchannel_logout_uri") is { Length: > 0 };
        client["protocol"] = "openid-connect";
        if (given.Text("scope") is { } scope)
        {
            client["defaultClientScopes"] = new JsonArray("basic");
            client["optionalClientScopes"] = Nodes.Array(scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(s => s is not ("openid" or "basic")));
        }
        client["attributes"] = Attributes(given, grants);
        return (client.WithoutNulls(), null);
    }

    static JsonObject Attributes(JsonObject given, IReadOnlyList<string>? grants)
    {
        var attributes = new JsonObject
        {
            ["backchannel.logout.session.required"] = given.Flag("backchannel_logout_session_required") is false ? "false" : "true",
            ["frontchannel.logout.session.required"] = given.Flag("frontchannel_logout_session_required") is true ? "true" : "false",
            ["backchannel.logout.revoke.offline.tokens"] = given.Flag("backchannel_logout_revoke_offline_tokens") is true ? "true" : "false",
        };
        foreach (var (metadata, attribute) in s_texts)
        {
            if (given.Text(metadata) is { Length: > 0 } text)
                attributes[attribute] = text;
        }
        if (given.Flag("require_pushed_authorization_requests") is { } pushed)
            attributes["require.pushed.authorization.requests"] = pushed ? "true" : "false";
        if (given["jwks"] is JsonObject keys)
            (attributes["use.jwks.string"], attributes["jwks.string"]) = ("true", keys.ToJsonString());
        if (given.Text("jwks_uri") is { Length: > 0 } address)
            (attributes["use.jwks.url"], attributes["jwks.url"]) = ("true", address);
        if (given["post_logout_redirect_uris"] is JsonArray)
            attributes["post.logout.redirect.uris"] = string.Join("##", given.Texts("post_logout_redirect_uris"));
        if (given["request_uris"] is JsonArray { Count: > 0 })
            attributes["request.uris"] = string.Join("##", given.Texts("request_uris"));
        if (given["default_acr_values"] is JsonArray { Count: > 0 })
            attributes["default.acr.values"] = string.Join("##", given.Texts("default_acr_values"));
        if (given["contacts"] is JsonArray { Count: > 0 })
            attributes["contacts"] = string.Join("##", given.Texts("contacts"));
        if (grants is not null)
        {
            attributes["use.refresh.tokens"] = grants.Contains("refresh_token") ? "true" : "false";
            attributes["oauth2.device.authorization.grant.enabled"] = grants.Contains(Device) ? "true" : "false";
            attributes["standard.token.exchange.enabled"] = grants.Contains(Exchange) ? "true" : "false";
        }
        return attributes;
    }

    /// <summary>The metadata of a stored client.</summary>
    public static JsonObject Of(RealmSnapshot realm, Client client, string uri, long issued)
    {
        var view = new JsonObject
        {
            ["redirect_uris"] = Nodes.Array(client.RedirectUris),
            ["token_endpoint_auth_method"] = client.PublicClient ? "none" : s_methods.FirstOrDefault(m => m.Authenticator == client.AuthenticatorType).Method,
            ["grant_types"] = Nodes.Array(Grants(client)), ["response_types"] = Nodes.Array(Responses(client)), ["client_id"] = client.ClientId, ["client_secret"] = client.Secret,
            ["client_name"] = client.Name, ["client_uri"] = client.BaseUrl,
        };
        if (realm.OptionalScopesOf(client).Select(s => s.Name).ToArray() is { Length: > 0 } scopes)
            view["scope"] = string.Join(' ', scopes);
        view["subject_type"] = "public";
        view["request_uris"] = Nodes.Array(Many(client, "request.uris"));
        view["tls_client_certificate_bound_access_tokens"] = client.IsSet("tls.client.certificate.bound.access.tokens");
        view["dpop_bound_access_tokens"] = client.IsSet("dpop.bound.access.tokens");
        view["post_logout_redirect_uris"] = Nodes.Array(client.Attribute("post.logout.redirect.uris") is null or "+" ? client.RedirectUris : Many(client, "post.logout.redirect.uris"));
        if (client.Secret is not null)
            (view["client_id_issued_at"], view["client_secret_expires_at"]) = (issued, 0);
        else
            view["client_id_issued_at"] = issued;
        view["registration_client_uri"] = uri;
        foreach (var (metadata, attribute) in s_texts)
            view[metadata] = client.Attribute(attribute);
        foreach (var (metadata, attribute) in s_flags)
            view[metadata] = client.IsSet(attribute);
        if (Many(client, "contacts") is { Length: > 0 } contacts)
            view["contacts"] = Nodes.Array(contacts);
        if (Many(client, "default.acr.values") is { Length: > 0 } classes)
            view["default_acr_values"] = Nodes.Array(classes);
        if (client.IsSet("use.jwks.string") && client.Attribute("jwks.string") is { } keys)
            view["jwks"] = JsonNode.Parse(keys);
        if (client.IsSet("use.jwks.url"))
            view["jwks_uri"] = client.Attribute("jwks.url");
        return view.WithoutNulls();
    }

    static IEnumerable<string> Grants(Client client)
    {
        if (client.StandardFlowEnabled)
            yield return "authorization_code";
        if (client.ImplicitFlowEnabled)
            yield return "implicit";
        if (client.DirectAccessGrantsEnabled)
            yield return "password";
        if (client.ServiceAccountsEnabled)
            yield return "client_credentials";
        if (client.IsSet("oauth2.device.authorization.grant.enabled"))
            yield return Device;
        if (client.IsSet("standard.token.exchange.enabled"))
            yield return Exchange;
        if (client.Attribute("use.refresh.tokens") != "false")
            yield return "refresh_token";
    }

    static IEnumerable<string> Responses(Client client) =>
        [.. client.StandardFlowEnabled ? ["code", "none"] : (string[])[], .. client.ImplicitFlowEnabled ? s_implicit[..2] : [], .. client is { StandardFlowEnabled: true, ImplicitFlowEnabled: true } ? s_hybrid : []];

    static string[] Many(Client client, string attribute) => client.Attribute(attribute)?.Split("##", StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Response types are sets of words: "token id_token" is "id_token token".</summary>
    static string Sorted(string type) => string.Join(' ', type.Split(' ').Order(StringComparer.Ordinal));
}
