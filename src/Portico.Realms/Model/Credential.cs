namespace Portico.Realms.Model;

/// <summary>A stored credential in Keycloak's two-part form: public parameters in <see cref="Data"/>, the secret part in <see cref="SecretData"/> (both JSON objects as text).</summary>
sealed record Credential
{
    public required string Id { get; init; }

    /// <summary><c>password</c>, <c>otp</c>, <c>webauthn</c>, <c>recovery-authn-codes</c>, <c>password-history</c>.</summary>
    public required string Type { get; init; }

    public string? UserLabel { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long CreatedAt { get; init; }

    public string Data { get; init; } = "{}";

    public string SecretData { get; init; } = "{}";

    /// <summary>Order of use; smaller comes first.</summary>
    public int Priority { get; init; }

    public override string ToString() => $"{Type} {Id}";
}
