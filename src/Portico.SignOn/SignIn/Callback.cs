using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Portico.SignOn.SignIn;

/// <summary>
/// Where the provider sends the browser back to. Microsoft's handler does the protocol. A form that the provider's page posts comes without the cookie of the sign-in when the provider is
/// another site (SameSite=Lax; None would need https): then the form is posted once more, from here.
/// </summary>
sealed class Callback(SignOnOptions options)
{
    const string Relayed = "portico_relayed";
    const string Script = "document.forms[0].submit()";
    const int LongestForm = 65_536;

    static readonly string ScriptHash = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}";
    static readonly string[] RelayedFields = ["id_token", "code", "state", "session_state", "iss", "error", "error_description"];

    public async Task Handle(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            if (!context.Request.HasFormContentType || context.Request.ContentLength > LongestForm)
            {
                await FailurePage.Write(context, StatusCodes.Status400BadRequest, $"{Errors.UnknownSignIn}: The provider's answer was expected as a form.");
                return;
            }
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (!form.ContainsKey(Relayed) && !context.Request.Cookies.Keys.Any(name => name.StartsWith(SignInEvents.CookiePrefix, StringComparison.Ordinal)))
            {
                var fields = RelayedFields.Where(form.ContainsKey).Select(name => KeyValuePair.Create(name, form[name].ToString()))
                    .Append(KeyValuePair.Create(Relayed, "1"));
                await FailurePage.Relay(context, $"{context.Request.PathBase}{context.Request.Path}", fields, Script, ScriptHash);
                return;
            }
        }
        // The handler looks for its own path alone; the other name of the callback is the same place.
        context.Request.Path = options.CallbackPath;
        var handlers = context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        if (await handlers.GetHandlerAsync(context, SignInEvents.Scheme) is not IAuthenticationRequestHandler handler || !await handler.HandleRequestAsync())
            throw new InvalidOperationException("The sign-in handler did not handle its callback.");
    }
}
