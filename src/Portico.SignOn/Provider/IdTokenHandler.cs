using Microsoft.IdentityModel.Tokens;

namespace Portico.SignOn.Provider;

/// <summary>Gives Microsoft's sign-in handler the same checks as bearer tokens get, with keys that are read again when one is unknown.</summary>
sealed class IdTokenHandler(RealmTokens tokens) : TokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters) =>
        tokens.ValidateIdToken(token, CancellationToken.None);
}
