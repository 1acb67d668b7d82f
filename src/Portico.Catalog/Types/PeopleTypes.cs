using Portico.Catalog.Policies;

namespace Portico.Catalog.Types;

/// <summary>Users, teams and what they may do.</summary>
static class PeopleTypes
{
    public static EntityType User { get; } = new()
    {
        Name = "user",
        Collection = "users",
        Members = Common.Described + ", externalId, scimUserName, email*:email, timezone, isBot:bool, isAdmin:bool",
        OnRequest = "profile:object, authenticationMechanism:object",
        Server = "allowImpersonation:bool, isEmailVerified:bool",
        ServerOnRequest = "lastLoginTime:time, lastActivityTime:time, personaPreferences:object[]",
        AlsoFields = "isEmailVerified",
        Transient = "botName, createPasswordType, password, confirmPassword",
        References =
        [
            new("teams", "team") { Put = PutRule.KeepWhenAbsent },
            new("roles", "role") { Put = PutRule.KeepWhenAbsent },
            new("personas", "persona") { Put = PutRule.KeepWhenAbsent },
            new("defaultPersona", "persona") { Many = false, Put = PutRule.KeepWhenAbsent },
            Common.Domains,
            new("owns") { Kind = "owners", Inverse = true, Writable = false },
            new("follows") { Kind = "followers", Inverse = true, Writable = false },
        ],
        Put = Common.PutWith(
            ("isAdmin", PutRule.KeepWhenAbsent), ("isBot", PutRule.KeepWhenAbsent), ("profile", PutRule.KeepWhenAbsent), ("authenticationMechanism", PutRule.KeepWhenAbsent),
            ("timezone", PutRule.KeepWhenAbsent), ("externalId", PutRule.KeepWhenAbsent), ("scimUserName", PutRule.KeepWhenAbsent), ("displayName", PutRule.KeepWhenAbsent)),
        Defaults = new Dictionary<string, string> { ["isBot"] = "false", ["isAdmin"] = "false" },
        Secrets = "authenticationMechanism",
        LowerCaseName = true,
        Filters = new Dictionary<string, string> { ["isBot"] = "isBot", ["isAdmin"] = "isAdmin" },
    };

    public static EntityType Team { get; } = new()
    {
        Name = "team",
        Collection = "teams",
        Members = Common.Described + ", teamType*:Group|Department|Division|BusinessUnit|Organization, email:email, externalId, isJoinable:bool",
        OnRequest = "profile:object",
        References =
        [
            Common.Owners,
            new("parents", "team") { Put = PutRule.KeepWhenAbsent },
            new("children", "team") { Kind = "parents", Inverse = true, Put = PutRule.KeepWhenAbsent },
            new("users", "user") { Kind = "teams", Inverse = true, Put = PutRule.KeepWhenAbsent },
            new("defaultRoles", "role") { Put = PutRule.KeepWhenAbsent },
            new("policies", "policy") { Put = PutRule.KeepWhenAbsent },
            new("defaultPersona", "persona") { Many = false, Put = PutRule.KeepWhenAbsent },
            Common.Domains,
            new("owns") { Kind = "owners", Inverse = true, Writable = false },
        ],
        AlsoFields = "inheritedRoles, childrenCount, userCount",
        Put = Common.PutWith(("profile", PutRule.KeepWhenAbsent), ("isJoinable", PutRule.KeepWhenAbsent)),
        Defaults = new Dictionary<string, string> { ["isJoinable"] = "true" },
        Filters = new Dictionary<string, string> { ["isJoinable"] = "isJoinable", ["teamType"] = "teamType" },
    };

    public static EntityType Role { get; } = new()
    {
        Name = "role",
        Collection = "roles",
        Members = Common.Described,
        Server = "allowDelete:bool, allowEdit:bool, disabled:bool, " + Common.Provided,
        References =
        [
            new("policies", "policy") { Required = true },
            new("users", "user") { Kind = "roles", Inverse = true, Writable = false },
            new("teams", "team") { Kind = "defaultRoles", Inverse = true, Writable = false },
            Common.Domains,
        ],
        Put = Common.Put,
    };

    public static EntityType Policy { get; } = new()
    {
        Name = "policy",
        Collection = "policies",
        Members = Common.Described + ", rules*:rule[], enabled:bool",
        Server = "allowDelete:bool, allowEdit:bool, disabled:bool, " + Common.Provided,
        References =
        [
            Common.Owners,
            new("location", "container") { Many = false, Put = PutRule.KeepWhenAbsent },
            new("teams", "team") { Kind = "policies", Inverse = true, Writable = false },
            new("roles", "role") { Kind = "policies", Inverse = true, Writable = false },
            Common.Domains,
        ],
        Put = Common.Put,
        Defaults = new Dictionary<string, string> { ["enabled"] = "true" },
        Prepare = PolicyRules.Prepare,
    };

    public static EntityType Bot { get; } = new()
    {
        Name = "bot",
        Collection = "bots",
        Members = Common.Described + ", " + Common.Provided,
        References = [new("botUser", "user") { Many = false, Always = true, Required = true }, Common.Domains],
        Put = Common.Put,
        Searchable = false,
    };
}
