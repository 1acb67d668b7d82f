using System.Text.Json;
using System.Text.RegularExpressions;
using Portico.Realms.Model;

namespace Portico.Realms.Protocol.Brokering;

/// <summary>Identity provider mappers, with Keycloak's ids and settings. A mapper whose synchronisation mode is INHERIT takes the provider's.</summary>
static partial class BrokerMappers
{
    const string UsernameMapper = "oidc-username-idp-mapper";

    /// <summary>The identity with the user name, or the name or id of the link, that templates make.</summary>
    public static BrokeredIdentity Named(UpstreamProvider provider, BrokeredIdentity identity)
    {
        foreach (var mapper in provider.Mappers.Where(m => m.Text("identityProviderMapper") == UsernameMapper))
        {
            var config = mapper.TextMap("config");
            if (Fill(config.GetValueOrDefault("template") ?? "", provider, identity) is not { Length: > 0 and <= 255 } name)
                continue;
            identity = config.GetValueOrDefault("target") switch
            {
                "BROKER_ID" => identity with { Id = name },
                "BROKER_USERNAME" => identity with { ExternalName = name },
                _ => identity with { Username = name.ToLowerInvariant() },
            };
        }
        return identity;
    }

    public static BrokerPlan Plan(Call call, UpstreamProvider provider, BrokeredIdentity identity, bool isNew)
    {
        var (claims, realm) = (identity.ReadClaims(), call.Realm);
        var changes = new List<Func<RealmUser, RealmUser>>();
        var plan = new BrokerPlan { Changes = changes };
        foreach (var mapper in provider.Mappers)
        {
            var config = mapper.TextMap("config");
            string? Setting(string name) => config.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;
            var mode = Setting("syncMode") is { } own && own != "INHERIT" ? own : provider.SyncMode;
            var isForced = isNew || mode == "FORCE";
            switch (mapper.Text("identityProviderMapper"))
            {
                case "oidc-hardcoded-role-idp-mapper" when isForced:
                    Role(realm, Setting("role"), plan.Grant);
                    break;
                case "oidc-hardcoded-group-idp-mapper" when isForced:
                    Group(realm, Setting("group"), plan.Join);
                    break;
                case "hardcoded-attribute-idp-mapper" when isForced && Setting("attribute") is { } attribute:
                    changes.Add(u => Set(u, attribute, Setting("attribute.value") is { } value ? [value] : []));
                    break;
                case "oidc-user-attribute-idp-mapper" when (isForced || mode == "LEGACY") && Setting("user.attribute") is { } attribute:
                    var values = Values(claims, Setting("claim"));
                    changes.Add(u => Set(u, attribute, values));
                    break;
                case "oidc-role-idp-mapper":
                    ByClaim(Values(claims, Setting("claim")).Contains(Setting("claim.value") ?? "", StringComparer.Ordinal), id => Role(realm, Setting("role"), id), plan.Grant, plan.Revoke, isNew, mode);
                    break;
                case "keycloak-oidc-role-to-role-idp-mapper":
                    ByClaim(HasRole(claims, Setting("external.role")), id => Role(realm, Setting("role"), id), plan.Grant, plan.Revoke, isNew, mode);
                    break;
                case "oidc-advanced-role-idp-mapper":
                    ByClaim(HasAll(claims, config), id => Role(realm, Setting("role"), id), plan.Grant, plan.Revoke, isNew, mode);
                    break;
                case "oidc-advanced-group-idp-mapper":
                    ByClaim(HasAll(claims, config), id => Group(realm, Setting("group"), id), plan.Join, plan.Leave, isNew, mode);
                    break;
                case UsernameMapper or "oidc-hardcoded-role-idp-mapper" or "oidc-hardcoded-group-idp-mapper" or "hardcoded-attribute-idp-mapper" or "oidc-user-attribute-idp-mapper":
                    break;
                case var unknown:
                    Log.BrokerFailed(call.Provider.Log, realm.Name, provider.Alias, $"mapper '{mapper.Text("name")}' of type '{unknown}' is not supported and does nothing");
                    break;
            }
        }
        return plan;
    }

    // FORCE gives and takes at every sign-in, LEGACY only takes, IMPORT does nothing after the first.
    static void ByClaim(bool holds, Action<List<string>> add, List<string> give, List<string> take, bool isNew, string mode)
    {
        if (holds && (isNew || mode == "FORCE"))
            add(give);
        else if (!holds && !isNew && (mode is "FORCE" or "LEGACY"))
            add(take);
    }

    static void Role(RealmSnapshot realm, string? name, List<string> ids)
    {
        if (name is null)
            return;
        var found = realm.FindRole(name);
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); found is null && dot > 0; dot = name.IndexOf('.', dot + 1))
            found = realm.FindClient(name[..dot]) is { } client ? realm.FindRole(name[(dot + 1)..], client.Id) : null;
        if (found is not null)
            ids.Add(found.Id);
    }

    static void Group(RealmSnapshot realm, string? path, List<string> ids)
    {
        if (path is not null && realm.Groups.FirstOrDefault(g => realm.PathOf(g) == (path.StartsWith('/') ? path : "/" + path)) is { } group)
            ids.Add(group.Id);
    }

    static RealmUser Set(RealmUser user, string attribute, IReadOnlyList<string> values) => (attribute, values is [var first, ..] ? first : null) switch
    {
        ("email", var email) => user with { Email = email?.ToLowerInvariant(), EmailVerified = user.EmailVerified && email?.ToLowerInvariant() == user.Email },
        ("firstName", var name) => user with { FirstName = name },
        ("lastName", var name) => user with { LastName = name },
        ("username", _) => user,
        _ => user with { Attributes = user.Attributes.Where(a => a.Key != attribute).Concat(values.Count > 0 ? [KeyValuePair.Create(attribute, values)] : []).ToDictionary(StringComparer.Ordinal) },
    };

    static bool HasRole(JsonElement claims, string? role)
    {
        if (role is null)
            return false;
        if (claims.Member("realm_access") is { } access && access.Texts("roles").Contains(role))
            return true;
        var dot = role.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && claims.Member("resource_access")?.Member(role[..dot]) is { } client && client.Texts("roles").Contains(role[(dot + 1)..]);
    }

    static bool HasAll(JsonElement claims, IReadOnlyDictionary<string, string> config)
    {
        try
        {
            var wanted = Json.Parse(config.GetValueOrDefault("claims") ?? "[]");
            var isPattern = string.Equals(config.GetValueOrDefault("are.claim.values.regex"), "true", StringComparison.OrdinalIgnoreCase);
            return wanted.ValueKind == JsonValueKind.Array && wanted.EnumerateArray().All(w => Values(claims, w.Text("key")).Any(v => isPattern ? Patterns.IsWhole(v, w.Text("value") ?? "") : v == w.Text("value")));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The texts of a claim; dots lead into objects, and a dot that belongs to the name is written <c>\.</c></summary>
    static IReadOnlyList<string> Values(JsonElement claims, string? path)
    {
        if (path is null)
            return [];
        JsonElement? found = claims;
        foreach (var part in Dots().Split(path))
            found = found?.Member(part.Replace("\\.", ".", StringComparison.Ordinal));
        return found switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(Text)],
            { } one => [Text(one)],
        };
    }

    static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    static string Fill(string template, UpstreamProvider provider, BrokeredIdentity identity) => Placeholders().Replace(template, match =>
    {
        var name = match.Groups["name"].Value;
        var value = name switch
        {
            "ALIAS" => provider.Alias,
            "UUID" => Guid.NewGuid().ToString(),
            _ when name.StartsWith("CLAIM.", StringComparison.Ordinal) => Values(identity.ReadClaims(), name["CLAIM.".Length..]) is [var first, ..] ? first : "",
            _ => "",
        };
        return match.Groups["as"].Value switch
        {
            "uppercase" => value.ToUpperInvariant(),
            "lowercase" => value.ToLowerInvariant(),
            "localpart" => value.Split('@')[0],
            _ => value,
        };
    });

    [GeneratedRegex(@"\$\{(?<name>[^}|\s]+)(\s*\|\s*(?<as>[a-z]+))?\s*\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Placeholders();

    [GeneratedRegex(@"(?<!\\)\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Dots();
}
