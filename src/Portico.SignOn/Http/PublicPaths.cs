namespace Portico.SignOn.Http;

/// <summary>Paths of OpenMetadata's API that need no caller, compared whole: what a request sends along is not even looked at.</summary>
static class PublicPaths
{
    static readonly HashSet<string> Paths = new(StringComparer.OrdinalIgnoreCase)
    {
        "/api/v1/system/config/jwks",
        "/api/v1/system/config/authorizer",
        "/api/v1/system/config/customUiThemePreference",
        "/api/v1/system/config/auth",
        "/api/v1/system/config/rdf",
        "/api/v1/system/health",
        "/api/v1/system/version",
        "/api/v1/users/signup",
        "/api/v1/users/registrationConfirmation",
        "/api/v1/users/resendRegistrationToken",
        "/api/v1/users/generatePasswordResetLink",
        "/api/v1/users/password/reset",
        "/api/v1/users/login",
        "/api/v1/users/refresh",
    };

    public static bool Contains(string path) => Paths.Contains(path);
}
