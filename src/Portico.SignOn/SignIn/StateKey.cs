using Microsoft.AspNetCore.Authentication;

namespace Portico.SignOn.SignIn;

/// <summary>Makes Microsoft's handler send the key of the pending sign-in as <c>state</c>, in place of the encrypted sign-in itself.</summary>
sealed class StateKey : ISecureDataFormat<AuthenticationProperties>
{
    public const string Item = ".portico.state";

    public string Protect(AuthenticationProperties data) => data.Items[Item] ?? throw new InvalidOperationException("The sign-in was not stored.");

    public string Protect(AuthenticationProperties data, string? purpose) => Protect(data);

    public AuthenticationProperties? Unprotect(string? protectedText) => null;

    public AuthenticationProperties? Unprotect(string? protectedText, string? purpose) => null;
}
