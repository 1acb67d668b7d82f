using System.Security.Claims;

namespace Portico.SignOn.Http;

/// <summary>The caller as ASP.NET sees one. Immutable, so that requests with one token or session share it.</summary>
sealed class CallerPrincipal : ClaimsPrincipal
{
    public const string Scheme = "Portico";

    public CallerPrincipal(Account account, string? sessionId, CallerKind kind) : base(Describe(account, kind))
    {
        Account = account;
        Caller = new Caller(account.Id, account.Name, sessionId, kind);
    }

    public Account Account { get; }

    public Caller Caller { get; }

    static ClaimsIdentity Describe(Account account, CallerKind kind)
    {
        var identity = new ClaimsIdentity(Scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, account.Name));
        identity.AddClaim(new Claim("name", account.DisplayName ?? account.Name));
        identity.AddClaim(new Claim("email", account.Email));
        identity.AddClaim(new Claim("caller", kind.ToString()));
        return identity;
    }
}
