namespace Portico.Realms.Protocol.Login;

/// <summary>A checked authorization request, as it is kept while its user signs in.</summary>
sealed record AuthorizationRequest
{
    /// <summary>The client's id, as the client names itself.</summary>
    public required string ClientId { get; init; }

    /// <summary>Where the answer goes.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>Whether the request named it; only then the exchange must repeat it.</summary>
    public bool RedirectUriGiven { get; init; } = true;

    /// <summary>Words of <c>response_type</c>, space separated.</summary>
    public required string ResponseType { get; init; }

    /// <summary><c>query</c>, <c>fragment</c>, <c>form_post</c>, or one of them with <c>.jwt</c>.</summary>
    public required string ResponseMode { get; init; }

    public string? Scope { get; init; }

    public string? State { get; init; }

    public string? Nonce { get; init; }

    public string? CodeChallenge { get; init; }

    public string? CodeChallengeMethod { get; init; }

    public string? Prompt { get; init; }

    public long? MaxAge { get; init; }

    public string? LoginHint { get; init; }

    public string? UiLocales { get; init; }

    public string? KcAction { get; init; }

    /// <summary>The identity provider to go to without asking (<c>kc_idp_hint</c>).</summary>
    public string? IdpHint { get; init; }

    /// <summary>The reference by which the request was pushed, if it was.</summary>
    public string? PushedUri { get; init; }

    /// <summary>A device code that this sign-in approves, in place of an answer to a redirect URI.</summary>
    public string? Device { get; init; }

    public bool Wants(string type) => ResponseType.Split(' ').Contains(type);

    public bool HasPrompt(string value) => Prompt is not null && Prompt.Split(' ').Contains(value);
}
