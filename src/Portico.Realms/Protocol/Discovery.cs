using System.Collections.Concurrent;
using System.Text.Json;
using Portico.Realms.Model;

namespace Portico.Realms.Protocol;

/// <summary>The discovery document. It is computed once per realm version and address.</summary>
static class Discovery
{
    const string Cache = "no-cache, must-revalidate, no-transform, no-store";
    const int RememberedAddresses = 16;

    static readonly string[] s_asymmetric = ["PS384", "RS384", "EdDSA", "ES384", "ES256", "RS256", "ES512", "PS256", "PS512", "RS512"];
    static readonly string[] s_signing = ["PS384", "RS384", "EdDSA", "ES384", "HS256", "HS512", "ES256", "RS256", "HS384", "ES512", "PS256", "PS512", "RS512"];
    static readonly string[] s_signingOrNone = [.. s_signing, "none"];
    static readonly string[] s_keyEncryption = ["ECDH-ES+A256KW", "ECDH-ES+A192KW", "ECDH-ES+A128KW", "RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "ECDH-ES"];
    static readonly string[] s_contentEncryption = ["A256GCM", "A192GCM", "A128GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"];
    static readonly string[] s_clientAuthentication = ["private_key_jwt", "client_secret_basic", "client_secret_post", "tls_client_auth", "client_secret_jwt"];

    static readonly string[] s_grants =
    [
        "authorization_code", "client_credentials", "implicit", "password", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:uma-ticket", "urn:openid:params:grant-type:ciba",
    ];

    static readonly string[] s_claims = ["iss", "sub", "aud", "exp", "iat", "auth_time", "name", "given_name", "family_name", "preferred_username", "email", "acr", "azp", "nonce"];

    public static Task Handle(Call call)
    {
        Cors.AllowAny(call.Http);
        if (RealmGate.NeedsHttps(call))
            return Answers.Error(call.Http, new Refusal(403, "invalid_request", Messages.HttpsRequired));
        var documents = call.Realm.Derived("discovery", static _ => new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal));
        if (!documents.TryGetValue(call.Issuer, out var document))
        {
            document = Write(call.Realm, call.Issuer);
            if (documents.Count < RememberedAddresses) // the address comes from the request
                documents.TryAdd(call.Issuer, document);
        }
        return Answers.Bytes(call.Http, "application/json", Cache, document);
    }

    static byte[] Write(RealmSnapshot realm, string issuer)
    {
        var protocol = issuer + "/protocol/openid-connect";
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("issuer", issuer);
            json.WriteString("authorization_endpoint", protocol + "/auth");
            json.WriteString("token_endpoint", protocol + "/token");
            json.WriteString("introspection_endpoint", protocol + "/token/introspect");
            json.WriteString("userinfo_endpoint", protocol + "/userinfo");
            json.WriteString("end_session_endpoint", protocol + "/logout");
            json.WriteBoolean("frontchannel_logout_session_supported", true);
            json.WriteBoolean("frontchannel_logout_supported", true);
            json.WriteString("jwks_uri", protocol + "/certs");
            json.WriteString("check_session_iframe", protocol + "/login-status-iframe.html");
            List(json, "grant_types_supported", s_grants);
            List(json, "acr_values_supported", ["0", "1"]);
            List(json, "response_types_supported", ["code", "none", "id_token", "token", "id_token token", "code id_token", "code token", "code id_token token"]);
            List(json, "subject_types_supported", ["public", "pairwise"]);
            List(json, "prompt_values_supported", realm.Settings.RegistrationAllowed ? ["none", "login", "consent", "create"] : ["none", "login", "consent"]);
            Algorithms(json, "id_token", s_signing);
            Algorithms(json, "userinfo", s_signingOrNone);
            Algorithms(json, "request_object", s_signingOrNone);
            List(json, "response_modes_supported", ["query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt", "jwt"]);
            json.WriteString("registration_endpoint", issuer + "/clients-registrations/openid-connect");
            ClientAuthentication(json, "token");
            ClientAuthentication(json, "introspection");
            Algorithms(json, "authorization", s_signing);
            List(json, "claims_supported", s_claims);
            List(json, "claim_types_supported", ["normal"]);
            json.WriteBoolean("claims_parameter_supported", true);
            List(json, "scopes_supported", realm.ClientScopes.Where(s => s.Protocol == "openid-connect" && s.Attributes.GetValueOrDefault("include.in.openid.provider.metadata") != "false").Select(s => s.Name).Prepend("openid"));
            json.WriteBoolean("request_parameter_supported", true);
            json.WriteBoolean("request_uri_parameter_supported", true);
            json.WriteBoolean("require_request_uri_registration", true);
            List(json, "code_challenge_methods_supported", ["plain", "S256"]);
            json.WriteBoolean("tls_client_certificate_bound_access_tokens", true);
            List(json, "dpop_signing_alg_values_supported", s_asymmetric);
            json.WriteString("revocation_endpoint", protocol + "/revoke");
            ClientAuthentication(json, "revocation");
            json.WriteBoolean("backchannel_logout_supported", true);
            json.WriteBoolean("backchannel_logout_session_supported", true);
            json.WriteString("device_authorization_endpoint", protocol + "/auth/device");
            List(json, "backchannel_token_delivery_modes_supported", ["poll", "ping"]);
            json.WriteString("backchannel_authentication_endpoint", protocol + "/ext/ciba/auth");
            List(json, "backchannel_authentication_request_signing_alg_values_supported", s_asymmetric);
            json.WriteBoolean("require_pushed_authorization_requests", false);
            json.WriteString("pushed_authorization_request_endpoint", protocol + "/ext/par/request");
            json.WriteStartObject("mtls_endpoint_aliases");
            json.WriteString("token_endpoint", protocol + "/token");
            json.WriteString("revocation_endpoint", protocol + "/revoke");
            json.WriteString("introspection_endpoint", protocol + "/token/introspect");
            json.WriteString("device_authorization_endpoint", protocol + "/auth/device");
            json.WriteString("registration_endpoint", issuer + "/clients-registrations/openid-connect");
            json.WriteString("userinfo_endpoint", protocol + "/userinfo");
            json.WriteString("pushed_authorization_request_endpoint", protocol + "/ext/par/request");
            json.WriteString("backchannel_authentication_endpoint", protocol + "/ext/ciba/auth");
            json.WriteEndObject();
            json.WriteBoolean("authorization_response_iss_parameter_supported", true);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    static void Algorithms(Utf8JsonWriter json, string what, IEnumerable<string> signing)
    {
        List(json, $"{what}_signing_alg_values_supported", signing);
        List(json, $"{what}_encryption_alg_values_supported", s_keyEncryption);
        List(json, $"{what}_encryption_enc_values_supported", s_contentEncryption);
    }

    static void ClientAuthentication(Utf8JsonWriter json, string endpoint)
    {
        List(json, $"{endpoint}_endpoint_auth_methods_supported", s_clientAuthentication);
        List(json, $"{endpoint}_endpoint_auth_signing_alg_values_supported", s_signing);
    }

    static void List(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
