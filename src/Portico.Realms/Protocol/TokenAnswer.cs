using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Portico.Realms.Protocol;

/// <summary>A successful answer of the token endpoint, members in Keycloak's order.</summary>
sealed record TokenAnswer
{
    public required string AccessToken { get; init; }

    public long ExpiresIn { get; init; }

    public long RefreshExpiresIn { get; init; }

    public string? RefreshToken { get; init; }

    public string TokenType { get; init; } = "Bearer";

    public string? IdToken { get; init; }

    public long NotBefore { get; init; }

    public string? SessionState { get; init; }

    public required string Scope { get; init; }

    public string? IssuedTokenType { get; init; }

    public override string ToString() => "tokens";

    public Task Write(HttpContext http)
    {
        http.Response.Headers.Pragma = Answers.NoCache;
        return Answers.Json(http, StatusCodes.Status200OK, Answers.NoStore, json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", AccessToken);
            json.WriteNumber("expires_in", ExpiresIn);
            json.WriteNumber("refresh_expires_in", RefreshExpiresIn);
            Write(json, "refresh_token", RefreshToken);
            json.WriteString("token_type", TokenType);
            Write(json, "id_token", IdToken);
            json.WriteNumber("not-before-policy", NotBefore);
            Write(json, "session_state", SessionState);
            json.WriteString("scope", Scope);
            Write(json, "issued_token_type", IssuedTokenType);
            json.WriteEndObject();
        });
    }

    static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
