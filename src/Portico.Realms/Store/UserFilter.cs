namespace Portico.Realms.Store;

/// <summary>Which users a list shows; conditions are joined by and. Texts match in any letter case.</summary>
sealed record UserFilter
{
    /// <summary>A prefix of user name, address or one of the names; <c>*x*</c> is an infix, <c>"x"</c> the whole value.</summary>
    public string? Search { get; init; }

    public string? Username { get; init; }

    public string? Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>Whether the four above are whole values instead of infixes.</summary>
    public bool Exact { get; init; }

    public bool? Enabled { get; init; }

    public bool? EmailVerified { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? CreatedAfter { get; init; }

    public long? CreatedBefore { get; init; }

    public IReadOnlyList<(string Name, string Value)> Attributes { get; init; } = [];

    /// <summary>Only users who are linked to this identity provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Only users who have this id at an identity provider.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Service accounts are shown only to who asks for a user name (recorded).</summary>
    public bool WithServiceAccounts => Username is not null && Search is null;

    /// <summary>A pattern for LIKE. In these values % and _ are wild cards, as in Keycloak.</summary>
    public string Pattern(string? value) => value is null ? "%" : Exact ? Escape(value.ToLowerInvariant()) : $"%{value.ToLowerInvariant().Replace(@"\", @"\\", StringComparison.Ordinal)}%";

    public string SearchPattern
    {
        get
        {
            var search = (Search ?? "").Trim().ToLowerInvariant();
            if (search.Length >= 2 && search[0] == '"' && search[^1] == '"')
                return Escape(search[1..^1]);
            var pattern = Escape(search).Replace('*', '%');
            return pattern.EndsWith('%') ? pattern : pattern + "%";
        }
    }

    /// <summary>The first and last text that a match of the search begins with; null when it may begin with anything.</summary>
    public (string From, string To)? SearchRange
    {
        get
        {
            var search = (Search ?? "").Trim().ToLowerInvariant();
            if (search.Length >= 2 && search[0] == '"' && search[^1] == '"')
                return (search[1..^1], search[1..^1]);
            var beginning = search.Split('*')[0];
            return beginning.Length == 0 ? null : (beginning, beginning + "\U0010FFFF");
        }
    }

    static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
