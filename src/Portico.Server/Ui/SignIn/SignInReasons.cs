using Failure = Portico.SignOn.Errors;

namespace Portico.Server.Ui.SignIn;

/// <summary>Why a sign-in was refused, in words for the person at the button. Only known ids have words: nobody else's text is shown.</summary>
static class SignInReasons
{
    public static string? Of(string? id) => id switch
    {
        null or "" => null,
        Failure.ProviderUnavailable or Failure.NoDiscovery => $"The identity provider does not answer at the moment. Try again in a minute, or tell your administrator. ({id})",
        Failure.ProviderRefused => $"The identity provider refused the sign-in. Your administrator can compare the client's settings. ({id})",
        Failure.UnknownSignIn => $"That sign-in took too long, or was used before. Start again. ({id})",
        Failure.ForeignBrowser => $"The sign-in came back to a browser that did not start it, or one without cookies. Allow cookies for this site and start again. ({id})",
        Failure.BadToken => $"The identity provider's answer could not be trusted, so you were not signed in. Tell your administrator. ({id})",
        Failure.NotAllowed => $"You have no account here and may not create one. An administrator of the catalog can let you in. ({id})",
        Failure.BadRedirect => $"The address to return to was not one of this catalog. ({id})",
        _ when id.StartsWith("PORTICO-", StringComparison.Ordinal) && id.Length < 24 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') => $"You could not be signed in. Tell your administrator this number: {id}",
        _ => "You could not be signed in. Start again.",
    };
}
