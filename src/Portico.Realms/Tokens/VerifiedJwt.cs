using System.Text.Json;
using Portico.Realms.Model;

namespace Portico.Realms.Tokens;

/// <summary>A token whose signature was verified.</summary>
sealed record VerifiedJwt(string Algorithm, string? HeaderTyp, JsonElement Claims)
{
    public string? Typ => Claims.Text("typ");

    public string? Issuer => Claims.Text("iss");

    public string? Subject => Claims.Text("sub");

    public string? Party => Claims.Text("azp");

    public string? SessionId => Claims.Text("sid");

    public string? Id => Claims.Text("jti");

    public long IssuedAt => Claims.Number("iat");

    public long? Expires => Claims.Member("exp") is null ? null : Claims.Number("exp");

    public IReadOnlyList<string> Scopes => (Claims.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The audience as a list, whether it was sent as one or not.</summary>
    public IReadOnlyList<string> Audience => Claims.Member("aud") switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } => Claims.Texts("aud"),
        _ => [],
    };

    public bool IsExpired(long now) => Expires is not { } expires || expires <= now;
}
