using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Login;

/// <summary>
/// <c>GET|POST protocol/openid-connect/auth</c>. Until client and redirect URI are known to be good, mistakes are told to the person; after that, to the client.
/// </summary>
static class AuthorizationEndpoint
{
    const int LongestParameter = 4000;
    const int LongestLoginHint = 255;

    static readonly HashSet<string> s_parameters =
    [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt", "max_age", "login_hint", "ui_locales", "acr_values", "claims",
        "code_challenge", "code_challenge_method", "request", "request_uri", "display", "id_token_hint", "kc_action", "kc_idp_hint", "kc_locale", "dpop_jkt",
    ];

    static readonly HashSet<string> s_modes = ["query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt", "jwt"];

    public static Task Handle(Call call) => Handle(call, registers: false);

    /// <summary><c>GET protocol/openid-connect/registrations</c>: the same, but the first page is the one to sign up.</summary>
    public static Task HandleRegistration(Call call) => Handle(call, registers: true);

    static async Task Handle(Call call, bool registers)
    {
        if (RealmGate.Refuse(call) is { } closed)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, closed.Description!);
            return;
        }
        var parameters = HttpMethods.IsPost(call.Http.Request.Method) ? await Parameters.ReadForm(call.Http.Request, call.Aborted) : call.Query;
        if (parameters["client_id"] is not { } clientId)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, "Invalid Request");
            return;
        }
        if (call.Realm.FindPoliced(clientId) is not { Protocol: "openid-connect" } client)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, "Client not found.");
            return;
        }
        if (!client.Enabled)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, "Client disabled.");
            return;
        }
        if (client.BearerOnly)
        {
            await ErrorPage.Write(call, StatusCodes.Status403Forbidden, "Bearer-only applications are not allowed to initiate browser login");
            return;
        }
        var isPushed = false;
        if (parameters["request_uri"] is { } requestUri)
        {
            if (await PushedRequests.Take(call, client, requestUri) is not { } pushed)
            {
                await ErrorPage.Write(call, StatusCodes.Status400BadRequest, "Invalid Request");
                return;
            }
            (parameters, isPushed) = (pushed, true);
        }
        else if (parameters.Has("request"))
        {
            // Request objects are not understood here; reading only half of a request would be worse than refusing it.
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, "Invalid Request");
            return;
        }
        var isOpenId = Limited(parameters, "scope") is { } words && words.Split(' ').Contains("openid");
        if (RedirectUris.Resolve(call, client, parameters["redirect_uri"], isOpenId) is not { } redirectUri)
        {
            Log.RedirectRefused(call.Provider.Log, call.Realm.Name, client.ClientId, Printable(parameters["redirect_uri"]), string.Join(", ", client.RedirectUris));
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, "Invalid parameter: redirect_uri");
            return;
        }
        var request = Read(parameters, client, redirectUri) with { PushedUri = isPushed ? call.Query["request_uri"] : null };
        if (Check(call, client, request, parameters, isPushed) is { } problem)
        {
            await AuthorizationAnswer.Error(call, client, request, problem.Error, problem.Description);
            return;
        }
        if (registers || request.HasPrompt("create"))
        {
            if (!call.Realm.Settings.RegistrationAllowed)
                await ErrorPage.Write(call, StatusCodes.Status400BadRequest, "Registration not allowed");
            else
                await SignInFlow.BeginRegistration(call, client, request);
            return;
        }
        await SignInFlow.Begin(call, client, request);
    }

    /// <summary>What is wrong with a request whose client and redirect URI are right; null when it may go on.</summary>
    public static Refusal? Check(Call call, Client client, AuthorizationRequest request, Parameters parameters, bool isPushed)
    {
        if (parameters.HasDuplicates(s_parameters))
            return Refusal.InvalidRequest(Messages.DuplicatedParameter);
        if (!isPushed && client.IsSet("require.pushed.authorization.requests"))
            return Refusal.InvalidRequest(Messages.PushedRequestRequired);
        if (parameters["response_type"] is null)
            return Refusal.InvalidRequest(Messages.MissingResponseType);
        var types = request.ResponseType.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (types.Length == 0 || types.Distinct().Count() != types.Length || types.Any(t => t is not ("code" or "id_token" or "token" or "none")) || (types.Contains("none") && types.Length > 1))
            return new Refusal(400, "unsupported_response_type");
        var isImplicit = types.Any(t => t is "id_token" or "token");
        if (parameters["response_mode"] is { } mode)
        {
            if (!s_modes.Contains(mode))
                return Refusal.InvalidRequest(Messages.InvalidResponseMode);
            if (mode == "query" && isImplicit)
                return Refusal.InvalidRequest(Messages.QueryNotAllowed);
        }
        if ((types.Contains("code") || types.Contains("none")) && !client.StandardFlowEnabled)
            return new Refusal(400, "unauthorized_client", Messages.StandardFlowOff);
        if (isImplicit && !client.ImplicitFlowEnabled)
            return new Refusal(400, "unauthorized_client", Messages.ImplicitFlowOff);
        if (ScopePlan.For(call.Realm, client, request.Scope) is null)
            return Refusal.InvalidScope(request.Scope);
        if (types.Contains("id_token") && request.Nonce is null)
            return Refusal.InvalidRequest(Messages.MissingNonce);
        return types.Contains("code") && Pkce.CheckRequest(client, request.CodeChallenge, request.CodeChallengeMethod) is { } problem ? Refusal.InvalidRequest(problem) : null;
    }

    /// <summary>Reads a request. Its mode is one that an error can be sent with, whatever was asked for.</summary>
    public static AuthorizationRequest Read(Parameters parameters, Client client, string redirectUri)
    {
        var type = Limited(parameters, "response_type") ?? "";
        var isImplicit = type.Split(' ').Any(t => t is "id_token" or "token");
        return new AuthorizationRequest
        {
            ClientId = client.ClientId,
            RedirectUri = redirectUri,
            RedirectUriGiven = parameters.Has("redirect_uri"),
            ResponseType = type,
            ResponseMode = parameters["response_mode"] switch
            {
                { } mode when s_modes.Contains(mode) => mode,
                _ => isImplicit ? "fragment" : "query",
            },
            Scope = Limited(parameters, "scope"),
            State = Limited(parameters, "state"),
            Nonce = Limited(parameters, "nonce"),
            CodeChallenge = Limited(parameters, "code_challenge"),
            CodeChallengeMethod = Limited(parameters, "code_challenge_method"),
            Prompt = Limited(parameters, "prompt"),
            MaxAge = long.TryParse(parameters["max_age"], out var age) && age >= 0 ? age : null,
            LoginHint = parameters["login_hint"] is { Length: <= LongestLoginHint } hint ? hint : null,
            UiLocales = Limited(parameters, "ui_locales"),
            KcAction = Limited(parameters, "kc_action"),
            IdpHint = Limited(parameters, "kc_idp_hint"),
        };
    }

    // A log line stays one line, and of a size.
    static string Printable(string? text) => string.Concat((text ?? "").Take(200).Select(c => char.IsControl(c) ? '?' : c));

    // Longer values are dropped, as Keycloak drops them.
    static string? Limited(Parameters parameters, string name) => parameters[name] is { Length: <= LongestParameter } value ? value : null;
}
