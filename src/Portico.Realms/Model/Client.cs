using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>A client as the protocol needs it, read once from its document.</summary>
sealed class Client
{
    public Client(JsonElement document, string? secret)
    {
        Document = document;
        Secret = secret;
        Id = document.Text("id")!;
        ClientId = document.Text("clientId")!;
        Name = document.Text("name");
        Enabled = document.Flag("enabled", true);
        Protocol = document.Text("protocol") ?? "openid-connect";
        AuthenticatorType = document.Text("clientAuthenticatorType") ?? "client-secret";
        PublicClient = document.Flag("publicClient");
        BearerOnly = document.Flag("bearerOnly");
        ConsentRequired = document.Flag("consentRequired");
        StandardFlowEnabled = document.Flag("standardFlowEnabled", true);
        ImplicitFlowEnabled = document.Flag("implicitFlowEnabled");
        DirectAccessGrantsEnabled = document.Flag("directAccessGrantsEnabled");
        ServiceAccountsEnabled = document.Flag("serviceAccountsEnabled");
        FullScopeAllowed = document.Flag("fullScopeAllowed", true);
        FrontchannelLogout = document.Flag("frontchannelLogout");
        NotBefore = document.Number("notBefore");
        RootUrl = document.Text("rootUrl");
        BaseUrl = document.Text("baseUrl");
        AdminUrl = document.Text("adminUrl");
        RedirectUris = document.Texts("redirectUris");
        WebOrigins = document.Texts("webOrigins");
        Attributes = document.TextMap("attributes");
        Mappers = [.. document.Items("protocolMappers").Select(m => new ProtocolMapper(m))];
        DefaultScopeIds = document.Texts("$defaultScopes");
        OptionalScopeIds = document.Texts("$optionalScopes");
        ScopeRoleIds = document.Texts("$scopeRoles");
        ServiceAccountUserId = document.Text("$serviceAccount");
    }

    /// <summary>The stored representation, without secrets; members that start with <c>$</c> are the store's own.</summary>
    public JsonElement Document { get; }

    /// <summary>The UUID (or any text that an import chose).</summary>
    public string Id { get; }

    public string ClientId { get; }

    public string? Name { get; }

    public bool Enabled { get; }

    public string Protocol { get; }

    public string AuthenticatorType { get; }

    public string? Secret { get; }

    public bool PublicClient { get; }

    public bool BearerOnly { get; }

    public bool ConsentRequired { get; }

    public bool StandardFlowEnabled { get; }

    public bool ImplicitFlowEnabled { get; }

    public bool DirectAccessGrantsEnabled { get; }

    public bool ServiceAccountsEnabled { get; }

    public bool FullScopeAllowed { get; }

    public bool FrontchannelLogout { get; }

    /// <summary>Seconds; tokens issued before are stale.</summary>
    public long NotBefore { get; }

    public string? RootUrl { get; }

    public string? BaseUrl { get; }

    public string? AdminUrl { get; }

    public IReadOnlyList<string> RedirectUris { get; }

    /// <summary>As stored; <c>+</c> stands for the origins of the redirect URIs.</summary>
    public IReadOnlyList<string> WebOrigins { get; }

    public IReadOnlyDictionary<string, string> Attributes { get; }

    public IReadOnlyList<ProtocolMapper> Mappers { get; }

    public IReadOnlyList<string> DefaultScopeIds { get; }

    public IReadOnlyList<string> OptionalScopeIds { get; }

    /// <summary>Scope mappings: ids of roles that its tokens may carry when <see cref="FullScopeAllowed"/> is off.</summary>
    public IReadOnlyList<string> ScopeRoleIds { get; }

    public string? ServiceAccountUserId { get; }

    public string? Attribute(string name) => Attributes.GetValueOrDefault(name);

    public bool IsSet(string name) => Attributes.TryGetValue(name, out var value) && value == "true";

    /// <summary>A number of seconds from an attribute, or <c>null</c> when absent, empty or no number.</summary>
    public int? Seconds(string attribute) => int.TryParse(Attributes.GetValueOrDefault(attribute), out var seconds) ? seconds : null;

    public override string ToString() => ClientId;
}
