namespace Portico.Realms.Tokens;

/// <summary>The two letters by which a token id tells how the token came about.</summary>
static class TokenGrant
{
    public const string AuthorizationCode = "ac";
    public const string Password = "ro";
    public const string ClientCredentials = "cc";
    public const string Refresh = "rt";
    public const string TokenExchange = "te";
    public const string Device = "dc";
    public const string Implicit = "im";
}
