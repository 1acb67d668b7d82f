namespace Portico.SignOn;

/// <summary>How a person is sent to the provider and comes back.</summary>
public enum SignInFlow
{
    /// <summary>Authorization code with PKCE (S256); with a client secret the client is confidential, without one public.</summary>
    Code,

    /// <summary>Implicit <c>id_token</c> by <c>form_post</c>, received and verified by the server: OpenMetadata's <c>clientType: public</c> with <c>responseType: id_token</c>.</summary>
    Implicit,
}
