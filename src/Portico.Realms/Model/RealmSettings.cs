using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>A realm's settings as the protocol needs them, with Keycloak's defaults for what the document lacks. Times are seconds unless named otherwise.</summary>
sealed class RealmSettings(JsonElement document)
{
    public bool Enabled { get; } = document.Flag("enabled");

    public string? DisplayName { get; } = document.Text("displayName");

    public string? DisplayNameHtml { get; } = document.Text("displayNameHtml");

    /// <summary><c>none</c>, <c>external</c> or <c>all</c>.</summary>
    public string SslRequired { get; } = (document.Text("sslRequired") ?? "external").ToLowerInvariant();

    public long NotBefore { get; } = document.Number("notBefore");

    public string DefaultSignatureAlgorithm { get; } = document.Text("defaultSignatureAlgorithm") is { Length: > 0 } algorithm ? algorithm : "RS256";

    public bool RevokeRefreshToken { get; } = document.Flag("revokeRefreshToken");

    public int RefreshTokenMaxReuse { get; } = (int)document.Number("refreshTokenMaxReuse");

    public int AccessTokenLifespan { get; } = (int)document.Number("accessTokenLifespan", 300);

    public int AccessTokenLifespanForImplicitFlow { get; } = (int)document.Number("accessTokenLifespanForImplicitFlow", 900);

    public int SsoSessionIdleTimeout { get; } = (int)document.Number("ssoSessionIdleTimeout", 1800);

    public int SsoSessionMaxLifespan { get; } = (int)document.Number("ssoSessionMaxLifespan", 36000);

    public int SsoSessionIdleTimeoutRememberMe { get; } = (int)document.Number("ssoSessionIdleTimeoutRememberMe");

    public int SsoSessionMaxLifespanRememberMe { get; } = (int)document.Number("ssoSessionMaxLifespanRememberMe");

    public int OfflineSessionIdleTimeout { get; } = (int)document.Number("offlineSessionIdleTimeout", 2592000);

    public bool OfflineSessionMaxLifespanEnabled { get; } = document.Flag("offlineSessionMaxLifespanEnabled");

    public int OfflineSessionMaxLifespan { get; } = (int)document.Number("offlineSessionMaxLifespan", 5184000);

    public int ClientSessionIdleTimeout { get; } = (int)document.Number("clientSessionIdleTimeout");

    public int ClientSessionMaxLifespan { get; } = (int)document.Number("clientSessionMaxLifespan");

    public int ClientOfflineSessionIdleTimeout { get; } = (int)document.Number("clientOfflineSessionIdleTimeout");

    public int ClientOfflineSessionMaxLifespan { get; } = (int)document.Number("clientOfflineSessionMaxLifespan");

    public int AccessCodeLifespan { get; } = (int)document.Number("accessCodeLifespan", 60);

    public int AccessCodeLifespanUserAction { get; } = (int)document.Number("accessCodeLifespanUserAction", 300);

    public int AccessCodeLifespanLogin { get; } = (int)document.Number("accessCodeLifespanLogin", 1800);

    public int DeviceCodeLifespan { get; } = (int)document.Number("oauth2DeviceCodeLifespan", 600);

    public int DevicePollingInterval { get; } = (int)document.Number("oauth2DevicePollingInterval", 5);

    public bool RegistrationAllowed { get; } = document.Flag("registrationAllowed");

    public bool RegistrationEmailAsUsername { get; } = document.Flag("registrationEmailAsUsername");

    public bool RememberMe { get; } = document.Flag("rememberMe");

    public bool VerifyEmail { get; } = document.Flag("verifyEmail");

    public bool LoginWithEmailAllowed { get; } = document.Flag("loginWithEmailAllowed", true);

    public bool DuplicateEmailsAllowed { get; } = document.Flag("duplicateEmailsAllowed");

    public bool ResetPasswordAllowed { get; } = document.Flag("resetPasswordAllowed");

    public bool EditUsernameAllowed { get; } = document.Flag("editUsernameAllowed");

    public bool BruteForceProtected { get; } = document.Flag("bruteForceProtected");

    public bool PermanentLockout { get; } = document.Flag("permanentLockout");

    public int MaxTemporaryLockouts { get; } = (int)document.Number("maxTemporaryLockouts");

    /// <summary><c>MULTIPLE</c> or <c>LINEAR</c>.</summary>
    public string BruteForceStrategy { get; } = document.Text("bruteForceStrategy") ?? "MULTIPLE";

    public int MaxFailureWaitSeconds { get; } = (int)document.Number("maxFailureWaitSeconds", 900);

    public int MinimumQuickLoginWaitSeconds { get; } = (int)document.Number("minimumQuickLoginWaitSeconds", 60);

    public int WaitIncrementSeconds { get; } = (int)document.Number("waitIncrementSeconds", 60);

    public long QuickLoginCheckMilliSeconds { get; } = document.Number("quickLoginCheckMilliSeconds", 1000);

    public int MaxDeltaTimeSeconds { get; } = (int)document.Number("maxDeltaTimeSeconds", 43200);

    public int FailureFactor { get; } = (int)document.Number("failureFactor", 30);

    public string? PasswordPolicy { get; } = document.Text("passwordPolicy");

    public bool EventsEnabled { get; } = document.Flag("eventsEnabled");

    public long EventsExpiration { get; } = document.Number("eventsExpiration");

    /// <summary>Empty means every type.</summary>
    public IReadOnlyList<string> EnabledEventTypes { get; } = document.Texts("enabledEventTypes");

    public bool AdminEventsEnabled { get; } = document.Flag("adminEventsEnabled");

    public bool AdminEventsDetailsEnabled { get; } = document.Flag("adminEventsDetailsEnabled");

    public bool InternationalizationEnabled { get; } = document.Flag("internationalizationEnabled");

    public IReadOnlyList<string> SupportedLocales { get; } = document.Texts("supportedLocales");

    public bool OrganizationsEnabled { get; } = document.Flag("organizationsEnabled");

    public string OtpPolicyAlgorithm { get; } = document.Text("otpPolicyAlgorithm") ?? "HmacSHA1";

    public string OtpPolicyType { get; } = document.Text("otpPolicyType") ?? "totp";

    public int OtpPolicyDigits { get; } = (int)document.Number("otpPolicyDigits", 6);

    public int OtpPolicyPeriod { get; } = (int)document.Number("otpPolicyPeriod", 30);

    public int OtpPolicyLookAheadWindow { get; } = (int)document.Number("otpPolicyLookAheadWindow", 1);

    public bool OtpPolicyCodeReusable { get; } = document.Flag("otpPolicyCodeReusable");

    /// <summary>Header settings of HTML answers, by Keycloak's names (<c>contentSecurityPolicy</c>, <c>xFrameOptions</c> ...).</summary>
    public IReadOnlyDictionary<string, string> BrowserSecurityHeaders { get; } = document.TextMap("browserSecurityHeaders");

    public IReadOnlyDictionary<string, string> Attributes { get; } = document.TextMap("attributes");

    /// <summary>Lifetime of an access token for a client: its attribute <c>access.token.lifespan</c>, or the realm's.</summary>
    public int AccessTokenLifespanOf(Client client) => client.Seconds("access.token.lifespan") is { } own and not -1 ? own : AccessTokenLifespan;
}
