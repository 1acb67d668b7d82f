using Portico.Server.Ui.Rendering;
using Portico.SignOn;

namespace Portico.Server.Ui.SignIn;

/// <summary>The page with the button, which also says why a sign-in was refused.</summary>
static class SignInEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOpenPage("/signin", (http, viewer) =>
    {
        var back = Addresses.LocalOrHome(http.Request.Query["return"]);
        if (viewer is not null)
            return Task.FromResult(Answer.SeeOther(back));
        return Task.FromResult(Answer.Page<SignInPage>(
            ("SignInAddress", "/api/v1/auth/login?redirectUri=" + Uri.EscapeDataString(back)),
            ("Provider", http.RequestServices.GetService<SignOnOptions>()?.ProviderName ?? "Keycloak"),
            ("Reason", SignInReasons.Of(http.Request.Query["error"]))));
    });
}
