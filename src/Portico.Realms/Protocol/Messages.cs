namespace Portico.Realms.Protocol;

/// <summary>Keycloak's words for what goes wrong, in one place. Clients and people search for these texts, so they are kept to the letter.</summary>
static class Messages
{
    public const string MissingGrantType = "Missing form parameter: grant_type";
    public const string UnsupportedGrantType = "Unsupported grant_type";
    public const string DuplicatedParameter = "duplicated parameter";
    public const string InvalidClient = "Invalid client or Invalid client credentials";
    public const string ClientAuthenticationError = "Unexpected error when authenticating client";
    public const string BearerOnly = "Bearer-only not allowed";
    public const string HttpsRequired = "HTTPS required";
    public const string RealmNotEnabled = "Realm not enabled";
    public const string InvalidOrigin = "Invalid origin";

    public const string PublicServiceAccount = "Public client not allowed to retrieve service account";
    public const string NoServiceAccount = "Client not enabled to retrieve service account";
    public const string NoDirectGrants = "Client not allowed for direct access grants";
    public const string NeedsConsent = "Client requires user consent";
    public const string MissingUsername = "Missing parameter: username";
    public const string InvalidUserCredentials = "Invalid user credentials";
    public const string AccountDisabled = "Account disabled";
    public const string AccountNotSetUp = "Account is not fully set up";
    public const string OfflineNotAllowed = "Offline tokens not allowed for the user or client";

    public const string MissingCode = "Missing parameter: code";
    public const string CodeNotValid = "Code not valid";
    public const string ForeignCode = "Auth error: Found different client_id in clientSession";
    public const string IncorrectRedirectUri = "Incorrect redirect_uri";
    public const string UserDisabled = "User disabled";

    public const string MissingCodeChallenge = "Missing parameter: code_challenge";
    public const string MissingCodeChallengeMethod = "Missing parameter: code_challenge_method";
    public const string InvalidCodeChallenge = "Invalid parameter: code_challenge";
    public const string InvalidCodeChallengeMethod = "Invalid parameter: code_challenge_method";
    public const string OtherCodeChallengeMethod = "Invalid parameter: code challenge method is not matching the configured one";
    public const string VerifierMissing = "PKCE code verifier not specified";
    public const string VerifierMismatch = "PKCE verification failed: Code mismatch";
    public const string VerifierInvalid = "PKCE verification failed: Invalid code verifier";
    public const string VerifierUnexpected = "PKCE code verifier specified but challenge not present in authorization";

    public const string NoRefreshToken = "No refresh token";
    public const string InvalidRefreshToken = "Invalid refresh token";
    public const string ForeignRefreshToken = "Invalid refresh token. Token client and authorized client don't match";
    public const string TokenNotActive = "Token is not active";
    public const string StaleToken = "Stale token";
    public const string SessionNotActive = "Session not active";
    public const string OfflineSessionNotFound = "Offline user session not found";
    public const string SessionWithoutClient = "Session doesn't have required client";
    public const string ReuseExceeded = "Maximum allowed refresh token reuse exceeded";

    public const string TokenVerificationFailed = "Token verification failed";
    public const string UserSessionNotFound = "user_session_not_found";
    public const string ClientDisabled = "Client disabled";
    public const string LightweightNotAllowed = "Lightweight access token not allowed for userinfo endpoint";
    public const string MissingOpenIdScope = "Missing openid scope";

    public const string TokenNotProvidedForIntrospection = "Token not provided.";
    public const string TokenNotProvided = "Token not provided";
    public const string IntrospectionNotAllowed = "Client not allowed.";
    public const string ClientAuthenticationFailed = "Client authentication failed.";
    public const string InvalidToken = "Invalid token";
    public const string UnmatchingClients = "Unmatching clients";

    public const string MissingResponseType = "Missing parameter: response_type";
    public const string InvalidResponseMode = "Invalid parameter: response_mode";
    public const string QueryNotAllowed = "Response_mode 'query' not allowed for implicit or hybrid flow";
    public const string StandardFlowOff = "Client is not allowed to initiate browser login with given response_type. Standard flow is disabled for the client.";
    public const string ImplicitFlowOff = "Client is not allowed to initiate browser login with given response_type. Implicit flow is disabled for the client.";
    public const string MissingNonce = "Missing parameter: nonce";
    public const string AuthenticationExpired = "authentication_expired";

    public const string RealmDoesNotExist = "Realm does not exist";
    public const string ProtocolNotFound = "Protocol not found";
    public const string NotFound = "HTTP 404 Not Found";
    public const string NoResource = "Unable to find matching target resource method";
    public const string MethodNotAllowed = "HTTP 405 Method Not Allowed";

    public const string AssertionTypeMissing = "Parameter client_assertion_type is missing";

    public const string PushedRequestRequired = "Pushed Authorization Request is only allowed.";
    public const string PushedAuthenticationFailed = "Authentication failed.";

    public static string InvalidScopes(string? scope) => $"Invalid scopes: {scope}";
}
