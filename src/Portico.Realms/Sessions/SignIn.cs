using System.Text.Json;
using System.Text.Json.Serialization;
using Portico.Realms.Protocol.Login;
using Portico.Storage;

namespace Portico.Realms.Sessions;

/// <summary>
/// A sign-in in progress: one per browser tab. The row's id is in the browser's cookie <c>AUTH_SESSION_ID</c>, the tab in the pages' addresses; the code changes with every page, so that
/// only the newest page can be posted.
/// </summary>
sealed record SignIn
{
    const string Upsert = """
        INSERT INTO idp_sign_in (id, tab, realm_id, expires, version, data) VALUES (@id, @tab, @realm, @expires, 0, @data)
        ON CONFLICT (id, tab) DO UPDATE SET expires = excluded.expires, version = idp_sign_in.version + 1, data = excluded.data
        """;

    const string Select = "SELECT data FROM idp_sign_in WHERE id = @id AND tab = @tab AND realm_id = @realm";
    const string Remove = "DELETE FROM idp_sign_in WHERE id = @id AND tab = @tab AND realm_id = @realm";

    /// <summary>Kept after its time is over, so that a page posted too late can begin anew.</summary>
    const int Grace = 3600;

    public required string Id { get; init; }

    public required string Tab { get; init; }

    /// <summary>What the client asked for.</summary>
    public required AuthorizationRequest Request { get; init; }

    /// <summary>The <c>session_code</c> of the newest page.</summary>
    public string Code { get; init; } = "";

    /// <summary>Seconds since 1970 of the last step.</summary>
    public long At { get; init; }

    /// <summary>The step that the newest page belongs to.</summary>
    public string? Step { get; init; }

    /// <summary>Who gave the right password, or must give it again.</summary>
    public string? UserId { get; init; }

    /// <summary>What was typed as user name.</summary>
    public string? LoginName { get; init; }

    /// <summary>The password was right.</summary>
    public bool HasPassword { get; init; }

    /// <summary>The one-time password was right, or none is needed.</summary>
    public bool HasOtp { get; init; }

    public bool RememberMe { get; init; }

    /// <summary>The session whose user signs in again, or that goes on; null begins a new one.</summary>
    public string? SessionId { get; init; }

    /// <summary>A message for the next page.</summary>
    public string? Message { get; init; }

    /// <summary>An action that the application asked for (<c>kc_action</c>) is still to be done.</summary>
    public bool ActionAsked { get; init; }

    /// <summary>The newest page is that of the action which the application asked for; it may be cancelled.</summary>
    [JsonIgnore]
    public bool IsAskedStep => ActionAsked && Step == Request.KcAction;

    /// <summary>How such an action ended: <c>success</c>, <c>cancelled</c>, <c>error</c>.</summary>
    public string? ActionStatus { get; init; }

    /// <summary>Required actions of this sign-in alone, which a link in a mail asked for.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>The id of the link's token, until the first change spends it.</summary>
    public string? Token { get; init; }

    /// <summary>When that token expires, seconds since 1970.</summary>
    public long TokenExpires { get; init; }

    /// <summary>The password credential that the token may replace; null when it is not about one.</summary>
    public string? TokenPassword { get; init; }

    /// <summary>Who the person is at another provider, sealed; null when none is involved.</summary>
    public string? Broker { get; init; }

    /// <summary>That identity is still to be linked to the user, once the user is proven.</summary>
    public bool LinkPending { get; init; }

    /// <summary>No client waits for this: after the last action the person is told so, and nobody is signed in.</summary>
    public bool EndsHere { get; init; }

    /// <summary>The address that the newest mail of this sign-in went to.</summary>
    public string? MailedTo { get; init; }

    /// <summary>When it went, seconds since 1970.</summary>
    public long MailedAt { get; init; }

    public static async Task<SignIn?> Find(Session session, string realmId, string id, string tab) =>
        await session.QueryFirst(Select, row => row.GetString(0), ("id", id), ("tab", tab), ("realm", realmId)) is { } data
            ? JsonSerializer.Deserialize(data, SessionJson.Default.SignIn)
            : null;

    /// <summary>All sign-ins in progress of one browser.</summary>
    public static async Task<IReadOnlyList<SignIn>> Tabs(Session session, string realmId, string id) =>
        [.. (await session.Query("SELECT data FROM idp_sign_in WHERE id = @id AND realm_id = @realm", row => row.GetString(0), ("id", id), ("realm", realmId)))
            .Select(data => JsonSerializer.Deserialize(data, SessionJson.Default.SignIn)!)];

    public Task Save(Session session, string realmId, int lifespan) => session.Execute(Upsert,
        ("id", Id), ("tab", Tab), ("realm", realmId), ("expires", At + lifespan + Grace), ("data", JsonSerializer.Serialize(this, SessionJson.Default.SignIn)));

    public Task Delete(Session session, string realmId) => session.Execute(Remove, ("id", Id), ("tab", Tab), ("realm", realmId));
}
