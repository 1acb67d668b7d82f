using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.Tokens;
using Portico.SignOn.Http;
using Portico.SignOn.OwnTokens;

namespace Portico.SignOn.SystemConfig;

/// <summary>What OpenMetadata's clients may know before they sign in: <c>/api/v1/system/config/auth|authorizer|jwks</c>.</summary>
static class ConfigEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/system/config").AllowAnonymous();
        group.MapGet("/auth", Auth);
        group.MapGet("/authorizer", (SignOnOptions options) => TypedResults.Json(new AuthorizerBody(options.PrincipalDomain), ConfigJson.Default.AuthorizerBody));
        group.MapGet("/jwks", Jwks);
    }

    static JsonHttpResult<AuthBody> Auth(HttpContext context, SignOnOptions options) => TypedResults.Json(
        new AuthBody
        {
            Provider = "custom-oidc",
            ProviderName = options.ProviderName,
            ClientType = options.Flow == SignInFlow.Code && options.ClientSecret is not null ? "confidential" : "public",
            ResponseType = options.Flow == SignInFlow.Code ? "code" : "id_token",
            EnableSelfSignup = options.SelfSignup,
            JwtPrincipalClaims = options.PrincipalClaims,
            JwtPrincipalClaimsMapping = options.UsernameClaim is { } claim ? [$"username:{claim}", $"email:{options.EmailClaim}"] : [],
            ClientId = options.ClientId,
            Authority = options.RealmUrl.TrimEnd('/'),
            CallbackUrl = Origins.Own(context.Request, options) + options.CallbackPath,
        }, ConfigJson.Default.AuthBody);

    static async Task<JsonHttpResult<JwksBody>> Jwks(OwnKeys keys)
    {
        var published = (await keys.All()).Select(key =>
        {
            var parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
            return new JwkBody("RSA", key.KeyId, Base64UrlEncoder.Encode(parameters.Modulus), Base64UrlEncoder.Encode(parameters.Exponent), SecurityAlgorithms.RsaSha256, "sig");
        });
        return TypedResults.Json(new JwksBody([.. published]), ConfigJson.Default.JwksBody);
    }
}

sealed record AuthBody
{
    public required string Provider { get; init; }

    public required string ProviderName { get; init; }

    public required string ClientType { get; init; }

    /// <summary>OpenMetadata leaves it out, so that its web client takes the implicit flow whatever was configured; we say it.</summary>
    public required string ResponseType { get; init; }

    public required bool EnableSelfSignup { get; init; }

    public required IReadOnlyList<string> JwtPrincipalClaims { get; init; }

    public required IReadOnlyList<string> JwtPrincipalClaimsMapping { get; init; }

    public required string ClientId { get; init; }

    public required string Authority { get; init; }

    public required string CallbackUrl { get; init; }
}

sealed record AuthorizerBody(string PrincipalDomain);

sealed record JwkBody(string Kty, string Kid, string N, string E, string Alg, string Use);

sealed record JwksBody(IReadOnlyList<JwkBody> Keys);

[JsonSerializable(typeof(AuthBody))]
[JsonSerializable(typeof(AuthorizerBody))]
[JsonSerializable(typeof(JwksBody))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class ConfigJson : JsonSerializerContext;
