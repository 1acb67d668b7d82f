namespace Portico.Keycloak;

/// <summary>Who signs in to the admin REST API: a person through a public client, or a service account.</summary>
public sealed record AdminCredentials
{
    /// <summary>The realm that knows the account; an administrator of <c>master</c> may change every realm.</summary>
    public string Realm { get; init; } = "master";

    /// <summary>Client id; Keycloak's own command line client unless a service account signs in.</summary>
    public string ClientId { get; init; } = "admin-cli";

    /// <summary>Secret of the client: then its service account signs in (client_credentials).</summary>
    public string? ClientSecret { get; init; }

    /// <summary>User name: then the person signs in (password).</summary>
    public string? Username { get; init; }

    /// <summary>The person's password.</summary>
    public string? Password { get; init; }

    /// <summary>Names the account without its secrets.</summary>
    public override string ToString() => Username is null ? $"client '{ClientId}' of realm '{Realm}'" : $"user '{Username}' of realm '{Realm}'";

    internal Dictionary<string, string> TokenRequest()
    {
        var form = new Dictionary<string, string> { ["client_id"] = ClientId, ["grant_type"] = Username is null ? "client_credentials" : "password" };
        if (ClientSecret is not null)
            form["client_secret"] = ClientSecret;
        if (Username is not null)
        {
            form["username"] = Username;
            form["password"] = Password ?? "";
        }
        return form;
    }
}
