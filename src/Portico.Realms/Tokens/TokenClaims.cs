namespace Portico.Realms.Tokens;

/// <summary>A token in the making: its members, and the audience that mappers add to.</summary>
sealed class TokenClaims
{
    readonly List<string> _audience = [];

    public Claims Members { get; } = new();

    public void AddAudience(string audience)
    {
        if (!_audience.Contains(audience))
            _audience.Add(audience);
    }

    public IReadOnlyList<string> Audience => _audience;

    /// <summary>Puts the audience into the members: one as a text, several as a list (RFC 7519, 4.1.3).</summary>
    public Claims Finish(IReadOnlyList<string>? only = null)
    {
        var audience = only is null ? _audience : [.. _audience.Where(only.Contains)];
        if (audience.Count > 0)
            Members.Set("aud", audience.Count == 1 ? audience[0] : audience);
        return Members;
    }
}
