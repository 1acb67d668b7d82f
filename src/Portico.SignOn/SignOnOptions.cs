namespace Portico.SignOn;

/// <summary>What the relying party is told. A realm's address, a client and its secret are enough; everything else has a default that works.</summary>
public sealed record SignOnOptions
{
    /// <summary>Address of the realm as browsers reach it, for example <c>http://localhost:8080/realms/data-sec</c>: its discovery document names everything else.</summary>
    public required string RealmUrl { get; init; }

    /// <summary>Address of the same realm as this server reaches it, where that differs (containers); <c>null</c> when it does not.</summary>
    public string? BackchannelRealmUrl { get; init; }

    /// <summary>The client's id in the realm.</summary>
    public required string ClientId { get; init; }

    /// <summary>The client's secret; <c>null</c> for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>How people are signed in.</summary>
    public SignInFlow Flow { get; init; } = SignInFlow.Code;

    /// <summary>
    /// Address of the catalog as browsers reach it, without a trailing slash. <c>null</c>: the address of each request.
    /// </summary>
    public string? PublicUrl { get; init; }

    /// <summary>Path below <see cref="PublicUrl"/> to which the provider returns: the redirect address that the realm's client must allow.</summary>
    public string CallbackPath { get; init; } = "/callback";

    /// <summary>File of the key that encrypts tokens and private keys at rest; made when missing, readable by its owner alone. Nodes on one database share it.</summary>
    public required string KeyFile { get; init; }

    /// <summary>The name on the button: "Sign in with ...".</summary>
    public string ProviderName { get; init; } = "Keycloak";

    /// <summary>Scopes that are asked for, separated by spaces.</summary>
    public string Scope { get; init; } = "openid email profile";

    /// <summary>Further parameters of the authorization request (<c>prompt</c>, <c>max_age</c>, a provider's own).</summary>
    public IReadOnlyDictionary<string, string> AuthorizationParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Claims that name a person; the first that is present gives the name (its part before an @).</summary>
    public IReadOnlyList<string> PrincipalClaims { get; init; } = ["preferred_username", "email", "sub"];

    /// <summary>Claim of the name, in place of <see cref="PrincipalClaims"/>; set together with <see cref="EmailClaim"/>.</summary>
    public string? UsernameClaim { get; init; }

    /// <summary>Claim of the e-mail address.</summary>
    public string EmailClaim { get; init; } = "email";

    /// <summary>Claim of the name that is shown.</summary>
    public string DisplayNameClaim { get; init; } = "name";

    /// <summary>Names that become administrators at sign-in (<c>AUTHORIZER_ADMIN_PRINCIPALS</c>); nobody is ever demoted at sign-in.</summary>
    public IReadOnlyList<string> AdminPrincipals { get; init; } = [];

    /// <summary>Domain of the e-mail address of people whose token has none.</summary>
    public string PrincipalDomain { get; init; } = "open-metadata.org";

    /// <summary>Whether only people of <see cref="AllowedDomains"/> (or, when that is empty, of <see cref="PrincipalDomain"/>) may enter.</summary>
    public bool EnforcePrincipalDomain { get; init; }

    /// <summary>Domains of <see cref="EnforcePrincipalDomain"/>.</summary>
    public IReadOnlyList<string> AllowedDomains { get; init; } = [];

    /// <summary>Domains whose people may be created at their first sign-in; <c>all</c> is every domain.</summary>
    public IReadOnlyList<string> RegistrationDomains { get; init; } = ["all"];

    /// <summary>Whether a first sign-in creates the user.</summary>
    public bool SelfSignup { get; init; } = true;

    /// <summary>Longest life of a session.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A session that is not used for so long ends.</summary>
    public TimeSpan SessionIdleTimeout { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Sessions of one account; beyond it the least recently used end.</summary>
    public int MaxSessionsPerAccount { get; init; } = 5;

    /// <summary>Whether the cookie is marked Secure although requests arrive over http (behind a proxy that ends TLS).</summary>
    public bool ForceSecureCookie { get; init; }

    /// <summary>Absolute addresses, beside the catalog's own, to which a sign-in may return with a token. Compared exactly.</summary>
    public IReadOnlyList<string> TrustedRedirectUris { get; init; } = [];

    /// <summary>Issuer of the tokens that the catalog signs itself.</summary>
    public string OwnTokenIssuer { get; init; } = "open-metadata.org";

    /// <summary>Life of the token that a session hands to a browser client.</summary>
    public TimeSpan SessionTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Difference of clocks that is forgiven.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for one answer of the provider.</summary>
    public TimeSpan ProviderTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"SignOnOptions (realm {RealmUrl}, client {ClientId}, {Flow})";
}
