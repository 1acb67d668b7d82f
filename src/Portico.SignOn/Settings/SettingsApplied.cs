namespace Portico.SignOn.Settings;

/// <summary>Everything that OpenMetadata's settings say beside the provider, as a change of options.</summary>
static class SettingsApplied
{
    const int ShortestSession = 3600;

    public static readonly Setting ClientType = new("authenticationConfiguration.clientType", "AUTHENTICATION_CLIENT_TYPE");
    static readonly Setting ResponseType = new("authenticationConfiguration.responseType", "AUTHENTICATION_RESPONSE_TYPE");
    static readonly Setting ProviderName = new("authenticationConfiguration.providerName", "CUSTOM_OIDC_AUTHENTICATION_PROVIDER_NAME");
    static readonly Setting Callback = new("authenticationConfiguration.callbackUrl", "AUTHENTICATION_CALLBACK_URL");
    static readonly Setting Claims = new("authenticationConfiguration.jwtPrincipalClaims", "AUTHENTICATION_JWT_PRINCIPAL_CLAIMS");
    static readonly Setting ClaimsMapping = new("authenticationConfiguration.jwtPrincipalClaimsMapping", "AUTHENTICATION_JWT_PRINCIPAL_CLAIMS_MAPPING");
    static readonly Setting DisplayNameClaim = new("authenticationConfiguration.displayNameClaim", "AUTHENTICATION_DISPLAY_NAME_CLAIM");
    static readonly Setting SelfSignup = new("authenticationConfiguration.enableSelfSignup", "AUTHENTICATION_ENABLE_SELF_SIGNUP");
    static readonly Setting SessionExpiry = new("authenticationConfiguration.sessionExpiry", "AUTHENTICATION_SESSION_EXPIRY");
    static readonly Setting OldSessionExpiry = new("authenticationConfiguration.oidcConfiguration.sessionExpiry", "OIDC_SESSION_EXPIRY");
    static readonly Setting MaxSessions = new("authenticationConfiguration.maxActiveSessionsPerUser", "AUTHENTICATION_MAX_ACTIVE_SESSIONS_PER_USER");
    static readonly Setting SecureCookie = new("authenticationConfiguration.forceSecureSessionCookie", "AUTHENTICATION_FORCE_SECURE_SESSION_COOKIE");
    static readonly Setting Trusted = new("authenticationConfiguration.additionalTrustedRedirectUris", "AUTHENTICATION_ADDITIONAL_TRUSTED_REDIRECT_URIS");

    static readonly Setting OidcCallback = new("authenticationConfiguration.oidcConfiguration.callbackUrl", "OIDC_CALLBACK");
    static readonly Setting ServerUrl = new("authenticationConfiguration.oidcConfiguration.serverUrl", "OIDC_SERVER_URL");
    static readonly Setting Scope = new("authenticationConfiguration.oidcConfiguration.scope", "OIDC_SCOPE");
    static readonly Setting OidcResponseType = new("authenticationConfiguration.oidcConfiguration.responseType", "OIDC_RESPONSE_TYPE");
    static readonly Setting DisablePkce = new("authenticationConfiguration.oidcConfiguration.disablePkce", "OIDC_DISABLE_PKCE");
    static readonly Setting UseNonce = new("authenticationConfiguration.oidcConfiguration.useNonce", "OIDC_USE_NONCE");
    static readonly Setting ClientAuth = new("authenticationConfiguration.oidcConfiguration.clientAuthenticationMethod", "OIDC_CLIENT_AUTH_METHOD");
    static readonly Setting ClockSkew = new("authenticationConfiguration.oidcConfiguration.maxClockSkew", "OIDC_MAX_CLOCK_SKEW");
    static readonly Setting TokenValidity = new("authenticationConfiguration.oidcConfiguration.tokenValidity", "OIDC_OM_REFRESH_TOKEN_VALIDITY");
    static readonly Setting CustomParams = new("authenticationConfiguration.oidcConfiguration.customParams", "OIDC_CUSTOM_PARAMS");
    static readonly Setting Prompt = new("authenticationConfiguration.oidcConfiguration.prompt", "OIDC_PROMPT_TYPE");
    static readonly Setting MaxAge = new("authenticationConfiguration.oidcConfiguration.maxAge", "OIDC_MAX_AGE");

    static readonly Setting Admins = new("authorizerConfiguration.adminPrincipals", "AUTHORIZER_ADMIN_PRINCIPALS");
    static readonly Setting RegistrationDomains = new("authorizerConfiguration.allowedEmailRegistrationDomains", "AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN");
    static readonly Setting PrincipalDomain = new("authorizerConfiguration.principalDomain", "AUTHORIZER_PRINCIPAL_DOMAIN");
    static readonly Setting AllowedDomains = new("authorizerConfiguration.allowedDomains", "AUTHORIZER_ALLOWED_DOMAINS");
    static readonly Setting EnforceDomain = new("authorizerConfiguration.enforcePrincipalDomain", "AUTHORIZER_ENFORCE_PRINCIPAL_DOMAIN");

    static readonly Setting OwnIssuer = new("jwtTokenConfiguration.jwtissuer", "JWT_ISSUER");

    /// <summary>Settings that mean nothing here, and why.</summary>
    static readonly (Setting Setting, string Why)[] Ignored =
    [
        (new("authenticationConfiguration.tokenValidationAlgorithm", "AUTHENTICATION_TOKEN_VALIDATION_ALGORITHM"), "each key of the realm says its algorithm"),
        (new("authenticationConfiguration.jwtTeamClaimMapping", "AUTHENTICATION_JWT_TEAM_CLAIM_MAPPING"), "teams are not taken from the token"),
        (new("authenticationConfiguration.emailClaim", "AUTHENTICATION_EMAIL_CLAIM"), "a person is known by issuer and subject"),
        (new("authenticationConfiguration.oidcConfiguration.preferredJwsAlgorithm", "OIDC_PREFERRED_JWS"), "each key of the realm says its algorithm"),
        (new("authenticationConfiguration.oidcConfiguration.tenant", "OIDC_TENANT"), "it belongs to another provider"),
        (new("authorizerConfiguration.adminEmails", "AUTHORIZER_ADMIN_EMAILS"), "administrators are named by AUTHORIZER_ADMIN_PRINCIPALS"),
        (new("authorizerConfiguration.useRolesFromProvider", "AUTHORIZER_USE_ROLES_FROM_PROVIDER"), "roles are given in the catalog"),
        (new("authorizerConfiguration.enableSecureSocketConnection", "AUTHORIZER_ENABLE_SECURE_SOCKET"), "there is no websocket"),
        (new("jwtTokenConfiguration.rsapublicKeyFilePath", "RSA_PUBLIC_KEY_FILE_PATH"), "the catalog makes its own key"),
        (new("jwtTokenConfiguration.rsaprivateKeyFilePath", "RSA_PRIVATE_KEY_FILE_PATH"), "the catalog makes its own key"),
        (new("jwtTokenConfiguration.keyId", "JWT_KEY_ID"), "the catalog makes its own key"),
    ];

    public static Func<SignOnOptions, SignOnOptions> Read(SettingsSource source, List<string> problems, List<string> notes)
    {
        var flow = Flow(source, problems);
        var (publicUrl, callbackPath) = Addresses(source, problems);
        var (username, email) = Mapping(source, problems);
        var claims = source.IsSaid(Claims) ? source.List(Claims) : null;
        if (source.IsSaid(SettingsProvider.Authority) && claims is null && username is null)
            notes.Add($"{Claims.Variable}: not set; people are named by preferred_username, then email, then sub");
        var sessionExpiry = Session(source, problems);
        var maxSessions = source.Number(MaxSessions);
        if (maxSessions < 1)
        {
            notes.Add($"{MaxSessions.Variable}: {maxSessions} is read as 5");
            maxSessions = 5;
        }
        var tokenValidity = source.Number(TokenValidity);
        if (tokenValidity < 1)
        {
            notes.Add($"{TokenValidity.Variable}: {tokenValidity} is read as 3600");
            tokenValidity = 3600;
        }
        var parameters = Parameters(source);
        var scope = source.Text(Scope);
        var skew = source.Number(ClockSkew);
        var self = source.Flag(SelfSignup);
        var secure = source.Flag(SecureCookie);
        var enforce = source.Flag(EnforceDomain);
        var (admins, registration, allowed, trusted) = (source.List(Admins), source.List(RegistrationDomains), source.List(AllowedDomains), source.List(Trusted));
        var (name, domain, display, issuer) = (source.Text(ProviderName), source.Text(PrincipalDomain), source.Text(DisplayNameClaim), source.Text(OwnIssuer));
        Unsupported(source, problems, notes);

        return basis => basis with
        {
            Flow = flow ?? basis.Flow,
            PublicUrl = publicUrl ?? basis.PublicUrl,
            CallbackPath = callbackPath ?? basis.CallbackPath,
            ProviderName = name ?? basis.ProviderName,
            PrincipalClaims = claims is { Count: > 0 } ? claims : basis.PrincipalClaims,
            UsernameClaim = username ?? basis.UsernameClaim,
            EmailClaim = email ?? basis.EmailClaim,
            DisplayNameClaim = display ?? basis.DisplayNameClaim,
            SelfSignup = self ?? basis.SelfSignup,
            SessionLifetime = sessionExpiry ?? basis.SessionLifetime,
            SessionIdleTimeout = sessionExpiry < basis.SessionIdleTimeout ? sessionExpiry.Value : basis.SessionIdleTimeout,
            MaxSessionsPerAccount = maxSessions ?? basis.MaxSessionsPerAccount,
            ForceSecureCookie = secure ?? basis.ForceSecureCookie,
            TrustedRedirectUris = trusted ?? basis.TrustedRedirectUris,
            Scope = scope ?? basis.Scope,
            AuthorizationParameters = parameters ?? basis.AuthorizationParameters,
            ClockSkew = skew is { } seconds ? TimeSpan.FromSeconds(seconds) : basis.ClockSkew,
            SessionTokenLifetime = tokenValidity is { } validity ? TimeSpan.FromSeconds(validity) : basis.SessionTokenLifetime,
            AdminPrincipals = admins is null ? basis.AdminPrincipals : [.. basis.AdminPrincipals.Union(admins, StringComparer.OrdinalIgnoreCase)],
            RegistrationDomains = registration ?? basis.RegistrationDomains,
            PrincipalDomain = domain ?? basis.PrincipalDomain,
            AllowedDomains = allowed ?? basis.AllowedDomains,
            EnforcePrincipalDomain = enforce ?? basis.EnforcePrincipalDomain,
            OwnTokenIssuer = issuer ?? basis.OwnTokenIssuer,
        };
    }

    /// <summary>Implicit only when both settings say so in so many words: OpenMetadata's defaults mean it too, and nobody should get it unasked.</summary>
    static SignInFlow? Flow(SettingsSource source, List<string> problems)
    {
        var (type, response) = (source.Text(ClientType), source.Text(ResponseType));
        if (type is not (null or "public" or "confidential"))
            problems.Add($"{ClientType.Variable} is '{type}'; possible are public and confidential");
        if (response is not (null or "id_token" or "code"))
            problems.Add($"{ResponseType.Variable} is '{response}'; possible are id_token and code");
        return type == "public" && response == "id_token" && source.IsSaid(ClientType) && source.IsSaid(ResponseType) ? SignInFlow.Implicit : null;
    }

    /// <summary>The catalog's address and callback path, from whichever of the three settings is there.</summary>
    static (string? PublicUrl, string? CallbackPath) Addresses(SettingsSource source, List<string> problems)
    {
        var server = Address(source, ServerUrl, problems);
        var setting = source.IsSaid(OidcCallback) ? OidcCallback : Callback;
        var callback = Address(source, setting, problems);
        if (callback is null)
            return (server?.AbsoluteUri.TrimEnd('/'), null);
        var text = callback.AbsoluteUri;
        if (server is null)
            return (callback.GetLeftPart(UriPartial.Authority), callback.AbsolutePath);
        var own = server.AbsoluteUri.TrimEnd('/');
        if (text.StartsWith(own + "/", StringComparison.OrdinalIgnoreCase))
            return (own, text[own.Length..]);
        problems.Add($"{setting.Variable} is '{text}', which is not below {ServerUrl.Variable} '{own}'");
        return (null, null);
    }

    static Uri? Address(SettingsSource source, Setting setting, List<string> problems)
    {
        if (!source.IsSaid(setting) || source.Text(setting) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            return uri;
        problems.Add($"{setting.Variable} is '{text}', which is no http or https address");
        return null;
    }

    /// <summary>Entries <c>username:claim</c> and <c>email:claim</c>, both or none.</summary>
    static (string? Username, string? Email) Mapping(SettingsSource source, List<string> problems)
    {
        if (source.List(ClaimsMapping) is not { Count: > 0 } entries)
            return default;
        string? username = null, email = null;
        foreach (var entry in entries)
        {
            switch (entry.Split(':', 2, StringSplitOptions.TrimEntries))
            {
                case ["username", { Length: > 0 } claim]:
                    username = claim;
                    break;
                case ["email", { Length: > 0 } claim]:
                    email = claim;
                    break;
                default:
                    problems.Add($"{ClaimsMapping.Variable} has the entry '{entry}'; possible are username:CLAIM and email:CLAIM");
                    break;
            }
        }
        if (username is null || email is null)
            problems.Add($"{ClaimsMapping.Variable} needs both username:CLAIM and email:CLAIM");
        return (username, email);
    }

    static TimeSpan? Session(SettingsSource source, List<string> problems)
    {
        var setting = source.IsSaid(SessionExpiry) ? SessionExpiry : OldSessionExpiry;
        var seconds = source.Number(setting);
        if (seconds < ShortestSession)
            problems.Add($"{setting.Variable} is {seconds}; at least {ShortestSession} seconds are possible");
        return seconds is { } value ? TimeSpan.FromSeconds(value) : null;
    }

    static Dictionary<string, string>? Parameters(SettingsSource source)
    {
        var parameters = new Dictionary<string, string>(source.Map(CustomParams) ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        if (source.IsSaid(Prompt) && source.Text(Prompt) is { } prompt)
            parameters["prompt"] = prompt;
        if (source.Number(MaxAge) is > 0 and var age)
            parameters["max_age"] = age.ToString();
        return parameters.Count > 0 ? parameters : null;
    }

    static void Unsupported(SettingsSource source, List<string> problems, List<string> notes)
    {
        if (source.Text(OidcResponseType) is { } response and not "code" && source.IsSaid(OidcResponseType))
            problems.Add($"{OidcResponseType.Variable} is '{response}'; possible is code");
        if (source.IsSaid(DisablePkce) && source.Flag(DisablePkce) == true)
            notes.Add($"{DisablePkce.Variable}: ignored; PKCE is always used");
        if (source.IsSaid(UseNonce) && source.Flag(UseNonce) == false)
            notes.Add($"{UseNonce.Variable}: ignored; the nonce is always checked");
        if (source.IsSaid(ClientAuth) && source.Text(ClientAuth) is { } method and not "client_secret_post")
        {
            if (method == "client_secret_basic")
                notes.Add($"{ClientAuth.Variable}: the secret is sent by client_secret_post, which Keycloak takes as well");
            else
                problems.Add($"{ClientAuth.Variable} is '{method}'; possible are client_secret_post and client_secret_basic");
        }
        foreach (var (setting, why) in Ignored)
        {
            if (source.IsSaid(setting) && source.Text(setting) is { } value and not ("false" or ""))
                notes.Add($"{setting.Variable}: ignored; {why}");
        }
    }
}
