using Microsoft.IdentityModel.JsonWebTokens;

namespace Portico.SignOn.Identity;

/// <summary>What a verified token of the realm says about whom it names.</summary>
sealed record Person
{
    /// <summary>The realm's one issuer, whatever address the token used.</summary>
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    /// <summary>Name by the configured claims, its part before an @, in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>E-mail address, in lower case; made of name and domain when the token has none.</summary>
    public required string Email { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>The service account of our own client: Keycloak reserves the name for it.</summary>
    public bool IsServiceAccount { get; init; }

    /// <summary>The service account of any client.</summary>
    public bool IsForeignServiceAccount { get; init; }

    public static Person Read(JsonWebToken token, string issuer, SignOnOptions options)
    {
        var principal = options.UsernameClaim is { } claim
            ? Claim(token, claim)
            : options.PrincipalClaims.Select(name => Claim(token, name)).FirstOrDefault(value => value is not null);
        var name = LocalPart(principal ?? token.Subject).ToLowerInvariant();
        var email = Claim(token, options.EmailClaim);
        var username = Claim(token, "preferred_username");
        var service = username?.StartsWith("service-account-", StringComparison.OrdinalIgnoreCase) == true;
        var own = service
            && Claim(token, "azp") == options.ClientId
            && string.Equals(username, $"service-account-{options.ClientId}", StringComparison.OrdinalIgnoreCase);
        return new Person
        {
            Issuer = issuer,
            Subject = token.Subject,
            Name = service ? username!.ToLowerInvariant() : name,
            Email = (email is not null && email.Contains('@', StringComparison.Ordinal) ? email : $"{name}@{options.PrincipalDomain}").ToLowerInvariant(),
            DisplayName = Claim(token, options.DisplayNameClaim),
            IsServiceAccount = own,
            IsForeignServiceAccount = service && !own,
        };
    }

    static string LocalPart(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 ? text[..at] : text;
    }

    static string? Claim(JsonWebToken token, string name) =>
        token.TryGetPayloadValue<string>(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
