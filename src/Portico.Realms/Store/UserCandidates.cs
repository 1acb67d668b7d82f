using Portico.Storage;

namespace Portico.Realms.Store;

/// <summary>
/// The users who can match a filter at all, by index: by the beginning of a name or address, by attributes, by links. Null when no condition narrows the search enough; then users are looked
/// through in order until the page is full, which is soon just when many match.
/// </summary>
static class UserCandidates
{
    const int Most = 2000;

    const string ByName = """
        SELECT id FROM (SELECT id FROM realm_user WHERE realm_id = @realm AND username >= @from AND username <= @to LIMIT @most) by_username
        UNION ALL SELECT id FROM (SELECT id FROM realm_user WHERE realm_id = @realm AND email >= @from AND email <= @to LIMIT @most) by_email
        UNION ALL SELECT id FROM (SELECT id FROM realm_user WHERE realm_id = @realm AND first_key >= @from AND first_key <= @to LIMIT @most) by_first
        UNION ALL SELECT id FROM (SELECT id FROM realm_user WHERE realm_id = @realm AND last_key >= @from AND last_key <= @to LIMIT @most) by_last
        """;

    const string ByUsername = "SELECT id FROM realm_user WHERE realm_id = @realm AND username = @value LIMIT @most";
    const string ByEmail = "SELECT id FROM realm_user WHERE realm_id = @realm AND email = @value LIMIT @most";
    const string ByFirstName = "SELECT id FROM realm_user WHERE realm_id = @realm AND first_key = @value LIMIT @most";
    const string ByLastName = "SELECT id FROM realm_user WHERE realm_id = @realm AND last_key = @value LIMIT @most";
    // Without DISTINCT, for which SQLite would go through an index by user.
    const string ByAttribute = "SELECT user_id FROM realm_user_attribute WHERE realm_id = @realm AND name = @name AND substr(value_key, 1, 100) = substr(@value, 1, 100) AND value_key = @value";
    const string ByLink = """
        SELECT DISTINCT user_id FROM realm_federated_identity WHERE realm_id = @realm AND (@provider = '' OR provider = @provider) AND (@id = '' OR external_id = @id)
        """;

    public static async Task<string[]?> Of(Session session, string realmId, UserFilter filter)
    {
        HashSet<string>? ids = null;
        void Narrow(IEnumerable<string> found)
        {
            if (ids is null)
                ids = [.. found];
            else
                ids.IntersectWith(found);
        }

        foreach (var (name, value) in filter.Attributes)
            Narrow(await session.Query(ByAttribute, row => row.GetString(0), ("realm", realmId), ("name", name), ("value", value.ToLowerInvariant())));
        if (filter.Provider is not null || filter.ExternalId is not null)
            Narrow(await session.Query(ByLink, row => row.GetString(0), ("realm", realmId), ("provider", filter.Provider ?? ""), ("id", filter.ExternalId ?? "")));
        if (filter.SearchRange is var (from, to) && Few(await session.Query(ByName, row => row.GetString(0), ("realm", realmId), ("from", from), ("to", to), ("most", (long)Most))) is { } named)
            Narrow(named);
        if (filter.Exact)
        {
            foreach (var (sql, value) in ((string, string?)[])[(ByUsername, filter.Username), (ByEmail, filter.Email), (ByFirstName, filter.FirstName), (ByLastName, filter.LastName)])
            {
                if (value is { Length: > 0 } && Few(await session.Query(sql, row => row.GetString(0), ("realm", realmId), ("value", value.ToLowerInvariant()), ("most", (long)Most))) is { } same)
                    Narrow(same);
            }
        }
        return ids is null ? null : [.. ids];
    }

    // What reached the limit may be cut off.
    static IReadOnlyList<string>? Few(IReadOnlyList<string> found) => found.Count < Most ? found : null;
}
