using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Actions;

/// <summary>
/// What a link in a mail allows: a JWT under the realm's HS512 key, as Keycloak's action tokens. It names one user and one address, expires, and is spent by the first thing that it changes;
/// what was spent is in the database, so a restart changes nothing.
/// </summary>
sealed record ActionToken
{
    public const string ResetCredentials = "reset-credentials";
    public const string VerifyEmail = "verify-email";
    public const string ExecuteActions = "execute-actions";
    public const string LinkAccount = "idp-verify-account-via-email";

    static readonly string[] s_kinds = [ResetCredentials, VerifyEmail, ExecuteActions, LinkAccount];

    public required string Kind { get; init; }

    public required string UserId { get; init; }

    /// <summary>The address that the mail went to. A link is void once the user has another.</summary>
    public required string Email { get; init; }

    public required string ClientId { get; init; }

    public string Id { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Seconds since 1970.</summary>
    public required long Expires { get; init; }

    /// <summary>The sign-in that waits for this, as <c>id.tab</c>; null when none does.</summary>
    public string? SignIn { get; init; }

    /// <summary>The user's password credential when the mail was sent: a link to reset it is void once it was changed.</summary>
    public string? PasswordId { get; init; }

    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Where the person may go on afterwards; checked when the token was made.</summary>
    public string? RedirectUri { get; init; }

    /// <summary>The identity provider whose account is to be linked.</summary>
    public string? Broker { get; init; }

    /// <summary>The address of the link.</summary>
    public static async Task<string> Link(TokenIssuer tokens, RealmSnapshot realm, string issuer, ActionToken token, long now, CancellationToken ct)
    {
        var claims = new Claims().Set("exp", token.Expires).Set("iat", now).Set("jti", token.Id).Set("iss", issuer).Set("aud", issuer).Set("sub", token.UserId).Set("typ", token.Kind)
            .Set("azp", token.ClientId).Set("nonce", token.Id).Set("eml", token.Email).Set("asid", token.SignIn).Set("pwd", token.PasswordId)
            .Set("rqac", token.Actions.Count > 0 ? token.Actions : null).Set("reduri", token.RedirectUri).Set("idpa", token.Broker);
        var key = Jwt.Sign(await tokens.OwnKey(realm, ct), claims);
        return $"{issuer}/login-actions/action-token?key={key}&client_id={Uri.EscapeDataString(token.ClientId)}";
    }

    /// <summary>Reads a link's token; null when it is none of this realm's. Whether it expired is the caller's to judge.</summary>
    public static ActionToken? Read(Call call, string? text) =>
        text is not null && Jwt.Verify(call.Realm, text) is { Algorithm: "HS512", Typ: { } kind, Subject: { } user, Id: { } id, Party: { } client, Expires: { } expires } jwt
        && s_kinds.Contains(kind) && jwt.Issuer == call.Issuer && jwt.Audience.Contains(call.Issuer) && jwt.Claims.Text("eml") is { } email
            ? new ActionToken
            {
                Kind = kind,
                UserId = user,
                Email = email,
                ClientId = client,
                Id = id,
                Expires = expires,
                SignIn = jwt.Claims.Text("asid"),
                PasswordId = jwt.Claims.Text("pwd"),
                Actions = jwt.Claims.Texts("rqac"),
                RedirectUri = jwt.Claims.Text("reduri"),
                Broker = jwt.Claims.Text("idpa"),
            }
            : null;

    /// <summary>Whether the token still allows anything: not expired, not spent, and its user as he was.</summary>
    public async Task<bool> IsGood(Call call, RealmUser? user) =>
        Expires > call.Now && user is { Enabled: true } && user.Email == Email && (Kind != ResetCredentials || PasswordId == (user.Password?.Id ?? ""))
        && await call.Provider.Database.Read(s => Tickets.Find(s, Tickets.Action, Tickets.Hash(Id), call.Realm.Id), call.Aborted) is null;

    /// <summary>Spends a token; false when somebody was quicker.</summary>
    public static Task<bool> Spend(Call call, string id, long expires) =>
        call.Provider.Database.Write(s => Tickets.Add(s, Tickets.Action, Tickets.Hash(id), call.Realm.Id, expires + 3600, ""), call.Aborted);

    /// <summary>How long a link that a user's own doing made lives: the realm's attribute for its kind, or the realm's setting. Seconds.</summary>
    public static long UserLifespan(RealmSnapshot realm, string kind) =>
        realm.Settings.Attributes.TryGetValue($"actionTokenGeneratedByUserLifespan.{kind}", out var own) && long.TryParse(own, out var seconds) && seconds > 0
            ? seconds
            : realm.Document.Number("actionTokenGeneratedByUserLifespan", 300);

    /// <summary>How long a link that an administrator sent lives. Seconds.</summary>
    public static long AdminLifespan(RealmSnapshot realm) => realm.Document.Number("actionTokenGeneratedByAdminLifespan", 43200);

    public override string ToString() => $"{Kind} {Id}";
}
