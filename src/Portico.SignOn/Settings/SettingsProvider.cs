namespace Portico.SignOn.Settings;

/// <summary>The realm and the client that the settings name.</summary>
sealed record SettingsProvider(string RealmUrl, string? BackchannelRealmUrl, string ClientId, string? ClientSecret)
{
    static readonly Setting Kind = new("authenticationConfiguration.provider", "AUTHENTICATION_PROVIDER");
    public static readonly Setting Authority = new("authenticationConfiguration.authority", "AUTHENTICATION_AUTHORITY");
    static readonly Setting Client = new("authenticationConfiguration.clientId", "AUTHENTICATION_CLIENT_ID");
    static readonly Setting Keys = new("authenticationConfiguration.publicKeyUrls", "AUTHENTICATION_PUBLIC_KEYS");
    static readonly Setting Discovery = new("authenticationConfiguration.oidcConfiguration.discoveryUri", "OIDC_DISCOVERY_URI");
    static readonly Setting ConfidentialClient = new("authenticationConfiguration.oidcConfiguration.id", "OIDC_CLIENT_ID");
    static readonly Setting Secret = new("authenticationConfiguration.oidcConfiguration.secret", "OIDC_CLIENT_SECRET");

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"SettingsProvider (realm {RealmUrl}, client {ClientId})";

    /// <summary><c>null</c> when they name none.</summary>
    public static SettingsProvider? Read(SettingsSource source, List<string> problems, List<string> notes)
    {
        var kind = source.Text(Kind);
        if (kind is not (null or "custom-oidc"))
        {
            if (kind is "basic" or "openmetadata" or "no-auth")
            {
                if (source.IsSaid(Kind))
                    notes.Add($"{Kind.Variable}: '{kind}' is ignored; people sign in through the realm");
            }
            else
            {
                problems.Add($"{Kind.Variable} is '{kind}'; possible is custom-oidc");
            }
            return null;
        }
        var authority = Realm(source, Authority, problems, notes);
        var discovery = Realm(source, Discovery, problems, notes);
        var keys = KeysRealm(source, problems, notes);
        var clientType = source.Text(SettingsApplied.ClientType);
        var secret = source.Text(Secret);
        var confidential = clientType == "confidential" || (secret is not null && !source.IsSaid(SettingsApplied.ClientType));
        var client = (confidential ? source.Text(ConfidentialClient) : null) ?? source.Text(Client) ?? source.Text(ConfidentialClient);
        var realm = authority ?? discovery ?? keys;
        if (realm is null && client is null)
            return null;
        if (realm is null)
            problems.Add($"{Authority.Variable} is missing: the realm's address, for example https://keycloak.example.org/realms/data-sec");
        if (client is null)
            problems.Add($"{Client.Variable} is missing: the id of the catalog's client in the realm");
        if (clientType == "confidential" && secret is null)
            problems.Add($"{Secret.Variable} is missing: {SettingsApplied.ClientType.Variable} is confidential");
        if (!confidential && secret is not null)
            notes.Add($"{Secret.Variable}: ignored, because {SettingsApplied.ClientType.Variable} is public");
        if (realm is null || client is null)
            return null;

        // This server may reach the realm under another address than browsers do: that of the discovery document or of the keys.
        var backchannel = (discovery ?? keys) is { } inside && inside != realm ? inside : null;
        if (backchannel is not null)
            notes.Add($"The realm is {realm} for browsers, and is reached at {backchannel} by this server");
        return new SettingsProvider(realm, backchannel, client, confidential ? secret : null);
    }

    static string? KeysRealm(SettingsSource source, List<string> problems, List<string> notes)
    {
        var addresses = source.IsSaid(Keys) ? source.List(Keys) ?? [] : [];
        var foreign = addresses.Where(address => !RealmAddress.IsOwnKeys(address)).ToList();
        if (foreign.Count < addresses.Count)
            notes.Add($"{Keys.Variable}: the catalog's own keys need not be listed");
        if (foreign.Count > 1)
            notes.Add($"{Keys.Variable}: only the first address is looked at; the realm's discovery document names its keys");
        return foreign is [var first, ..] ? Recognised(Keys, first, problems, notes) : null;
    }

    static string? Realm(SettingsSource source, Setting setting, List<string> problems, List<string> notes) =>
        source.IsSaid(setting) && source.Text(setting) is { } text ? Recognised(setting, text, problems, notes) : null;

    static string? Recognised(Setting setting, string text, List<string> problems, List<string> notes)
    {
        var realm = RealmAddress.Recognise(text);
        if (realm is null)
            problems.Add($"{setting.Variable} is '{text}', which is no http or https address");
        else if (setting == Authority && realm != text.TrimEnd('/'))
            notes.Add($"{setting.Variable}: '{text}' names the realm {realm}");
        return realm;
    }
}
