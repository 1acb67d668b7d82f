using System.Globalization;
using System.Text;
using System.Text.Json;
using Portico.Realms.Model;

namespace Portico.Realms.Tokens;

/// <summary>A protocol mapper, compiled: where it writes is decided once, what it writes per token.</summary>
sealed class Mapper
{
    readonly Action<TokenSubject, TokenClaims> _write;
    readonly bool[] _into;

    Mapper(int priority, bool[] into, Action<TokenSubject, TokenClaims> write) => (Priority, _into, _write) = (priority, into, write);

    /// <summary>Keycloak's order: plain claims first, then audiences, then roles.</summary>
    public int Priority { get; }

    public void Apply(TokenKind kind, TokenSubject subject, TokenClaims claims)
    {
        if (_into[(int)kind])
            _write(subject, claims);
    }

    /// <summary>Null for a mapper that writes no claim or that is not known here.</summary>
    public static Mapper? Of(RealmSnapshot realm, Client client, ProtocolMapper mapper)
    {
        var path = Path(mapper, client);
        return mapper.Provider switch
        {
            "oidc-usermodel-property-mapper" when path is not null => Plain(mapper, (s, c) => Put(c, path, mapper, Property(s.User, mapper.Setting("user.attribute") ?? "") is { } value ? [value] : [])),
            "oidc-usermodel-attribute-mapper" when path is not null => Attribute(mapper, path),
            "oidc-full-name-mapper" => Plain(mapper, static (s, c) => c.Members.Set("name", FullName(s.User))),
            "oidc-address-mapper" => Address(mapper),
            "oidc-hardcoded-claim-mapper" when path is not null => Hardcoded(mapper, path),
            "oidc-usersessionmodel-note-mapper" when path is not null => Note(mapper, path),
            "oidc-group-membership-mapper" when path is not null => Groups(mapper, path),
            "oidc-sub-mapper" => Plain(mapper, static (s, c) => c.Members.Set("sub", s.User.Id), otherwise: true),
            "oidc-acr-mapper" => NotInUserinfo(mapper, static (s, c) => c.Members.Set("acr", s.Acr)),
            "oidc-session-state-mapper" => Plain(mapper, static (s, c) => c.Members.Set("session_state", s.Session?.Id)),
            "oidc-nonce-backwards-compatible-mapper" => Plain(mapper, static (s, c) => c.Members.Set("nonce", s.Nonce), otherwise: true),
            "oidc-allowed-origins-mapper" => AllowedOrigins(mapper, client),
            "oidc-audience-mapper" => Audience(mapper, realm),
            "oidc-audience-resolve-mapper" => new Mapper(30, Into(mapper, otherwise: true, idToken: false), static (s, c) =>
            {
                foreach (var (owner, _) in s.Roles.Clients)
                {
                    if (owner != s.Client.ClientId)
                        c.AddAudience(owner);
                }
            }),
            "oidc-usermodel-realm-role-mapper" when path is not null => RealmRoles(mapper, path),
            "oidc-usermodel-client-role-mapper" when path is not null => ClientRoles(mapper, client),
            _ => null,
        };
    }

    static Mapper Plain(ProtocolMapper mapper, Action<TokenSubject, TokenClaims> write, bool otherwise = false) => new(0, Into(mapper, otherwise), write);

    static Mapper NotInUserinfo(ProtocolMapper mapper, Action<TokenSubject, TokenClaims> write)
    {
        var into = Into(mapper);
        into[(int)TokenKind.Userinfo] = false;
        return new Mapper(0, into, write);
    }

    // Settings that older exports lack follow what the mapper did before they existed.
    static bool[] Into(ProtocolMapper mapper, bool otherwise = false, bool idToken = true)
    {
        bool Is(string key, bool missing) => mapper.Setting(key) is { } value ? value == "true" : missing;
        var access = Is("access.token.claim", otherwise);
        var id = idToken && Is("id.token.claim", false);
        var into = new bool[5];
        into[(int)TokenKind.Access] = access;
        into[(int)TokenKind.Id] = id;
        into[(int)TokenKind.Userinfo] = idToken && Is("userinfo.token.claim", id);
        into[(int)TokenKind.Introspection] = Is("introspection.token.claim", access);
        into[(int)TokenKind.Lightweight] = Is("lightweight.claim", false);
        return into;
    }

    static Mapper Attribute(ProtocolMapper mapper, IReadOnlyList<string> path)
    {
        var name = mapper.Setting("user.attribute") ?? "";
        var aggregate = mapper.IsSet("aggregate.attrs");
        return Plain(mapper, (s, c) => Put(c, path, mapper, Attributes(s, name, aggregate)));
    }

    static IReadOnlyList<string> Attributes(TokenSubject subject, string name, bool aggregate)
    {
        var own = Property(subject.User, name) is { } property ? [property] : subject.User.Attributes.GetValueOrDefault(name) ?? [];
        if (subject.User.GroupIds.Count == 0 || (own.Count > 0 && !aggregate))
            return own;
        var values = new List<string>(own);
        foreach (var id in subject.User.GroupIds)
        {
            for (var group = subject.Realm.FindGroup(id); group is not null; group = group.ParentId is { } parent ? subject.Realm.FindGroup(parent) : null)
            {
                if (!group.Attributes.TryGetValue(name, out var inherited) || inherited.Count == 0)
                    continue;
                values.AddRange(inherited.Except(values, StringComparer.Ordinal));
                if (!aggregate)
                    return values;
            }
        }
        return values;
    }

    static string? Property(RealmUser user, string name) => name switch
    {
        "username" => user.Username,
        "email" => user.Email,
        "firstName" => user.FirstName,
        "lastName" => user.LastName,
        "emailVerified" => user.EmailVerified ? "true" : "false",
        "enabled" => user.Enabled ? "true" : "false",
        "id" => user.Id,
        "createdTimestamp" => user.CreatedAt.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    static string? FullName(RealmUser user) =>
        string.Join(' ', new[] { user.FirstName, user.LastName }.Where(n => !string.IsNullOrEmpty(n))) is { Length: > 0 } name ? name : null;

    static Mapper Address(ProtocolMapper mapper)
    {
        (string Claim, string Attribute)[] parts =
        [
            .. new[] { ("street_address", "street"), ("locality", "locality"), ("region", "region"), ("postal_code", "postal_code"), ("country", "country"), ("formatted", "formatted") }
                .Select(p => (p.Item1, mapper.Setting("user.attribute." + p.Item2) is { Length: > 0 } name ? name : p.Item2)),
        ];
        return Plain(mapper, (s, c) =>
        {
            var address = new Claims();
            foreach (var (claim, attribute) in parts)
                address.Set(claim, s.User.Attribute(attribute));
            c.Members.Set("address", address);
        });
    }

    static Mapper? Hardcoded(ProtocolMapper mapper, IReadOnlyList<string> path) =>
        mapper.Setting("claim.value") is { } value && Convert(mapper.Setting("jsonType.label"), value) is { } claim ? Plain(mapper, (_, c) => c.Members.Set(path, claim)) : null;

    static Mapper Note(ProtocolMapper mapper, IReadOnlyList<string> path)
    {
        var note = mapper.Setting("user.session.note") ?? "";
        void Write(TokenSubject s, TokenClaims c) => Put(c, path, mapper, s.Note(note) is { } value ? [value] : []);
        return mapper.IsSet("userinfo.token.claim") ? Plain(mapper, Write) : NotInUserinfo(mapper, Write);
    }

    static Mapper Groups(ProtocolMapper mapper, IReadOnlyList<string> path)
    {
        var full = mapper.Setting("full.path") != "false";
        return Plain(mapper, (s, c) =>
        {
            List<string> names = [.. s.User.GroupIds.Select(s.Realm.FindGroup).OfType<Group>().Select(g => full ? s.Realm.PathOf(g) : g.Name)];
            if (names.Count > 0)
                c.Members.Set(path, (IReadOnlyList<string>)names);
        });
    }

    static Mapper? AllowedOrigins(ProtocolMapper mapper, Client client)
    {
        var origins = Protocol.WebOrigins.Of(client);
        return origins.Count == 0 ? null : Plain(mapper, (_, c) => c.Members.Set("allowed-origins", origins), otherwise: true);
    }

    static Mapper? Audience(ProtocolMapper mapper, RealmSnapshot realm)
    {
        var client = mapper.Setting("included.client.audience");
        var audience = string.IsNullOrEmpty(client) ? mapper.Setting("included.custom.audience") : realm.FindClient(client) is { Enabled: true } ? client : null;
        var into = Into(mapper);
        into[(int)TokenKind.Userinfo] = false;
        return string.IsNullOrEmpty(audience) ? null : new Mapper(0, into, (_, c) => c.AddAudience(audience));
    }

    static Mapper RealmRoles(ProtocolMapper mapper, IReadOnlyList<string> path)
    {
        var prefix = mapper.Setting("usermodel.realmRoleMapping.rolePrefix") ?? "";
        return new Mapper(40, Into(mapper), (s, c) => Roles(c, path, s.Roles.Realm, prefix, mapper));
    }

    static Mapper ClientRoles(ProtocolMapper mapper, Client client)
    {
        var only = mapper.Setting("usermodel.clientRoleMapping.clientId");
        var prefix = mapper.Setting("usermodel.clientRoleMapping.rolePrefix") ?? "";
        var name = mapper.Setting("claim.name")!;
        if (!string.IsNullOrEmpty(only))
        {
            var path = Split(name.Replace("${client_id}", Escape(only), StringComparison.Ordinal));
            return new Mapper(40, Into(mapper), (s, c) => Roles(c, path, s.Roles.OfClient(only), prefix, mapper));
        }
        return new Mapper(40, Into(mapper), (s, c) =>
        {
            foreach (var (owner, names) in s.Roles.Clients)
                Roles(c, Split(name.Replace("${client_id}", Escape(owner), StringComparison.Ordinal)), names, prefix, mapper);
        });
    }

    static void Roles(TokenClaims claims, IReadOnlyList<string> path, IReadOnlyList<string> roles, string prefix, ProtocolMapper mapper)
    {
        if (roles.Count == 0)
            return;
        IReadOnlyList<string> names = prefix.Length == 0 ? roles : [.. roles.Select(r => prefix + r)];
        if (mapper.IsSet("multivalued"))
            claims.Members.Append(path, names);
        else
            claims.Members.Set(path, $"[{string.Join(", ", names)}]"); // the text of a list, as Keycloak writes roles of a mapper that is not multivalued
    }

    static void Put(TokenClaims claims, IReadOnlyList<string> path, ProtocolMapper mapper, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return;
        var type = mapper.Setting("jsonType.label");
        if (!mapper.IsSet("multivalued"))
        {
            if (Convert(type, values[0]) is { } value)
                Set(claims, path, value);
            return;
        }
        List<object> all = [.. values.Select(v => Convert(type, v)).OfType<object>()];
        if (all.Count > 0)
            claims.Members.Set(path, all.TrueForAll(v => v is string) ? all.ConvertAll(v => (string)v) : all);
    }

    // Claims that the token owns are not a mapper's to overwrite, apart from those that Keycloak lets go (sub through the subject mapper).
    static void Set(TokenClaims claims, IReadOnlyList<string> path, object value)
    {
        if (path is ["aud"] && value is string audience)
            claims.AddAudience(audience);
        else if (path is not (["exp"] or ["iat"] or ["jti"] or ["iss"] or ["typ"] or ["azp"] or ["sid"]))
            claims.Members.Set(path, value);
    }

    /// <summary>A claim value of the type that the mapper names; null when the text is none.</summary>
    static object? Convert(string? type, string text)
    {
        switch (type)
        {
            case "int" or "long":
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
            case "boolean":
                return string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
            case "JSON":
                try
                {
                    return Json.Parse(text);
                }
                catch (JsonException)
                {
                    return null;
                }
            default:
                return text;
        }
    }

    static List<string>? Path(ProtocolMapper mapper, Client client) =>
        mapper.Setting("claim.name") is { Length: > 0 } name ? Split(name.Replace("${client_id}", Escape(client.ClientId), StringComparison.Ordinal)) : null;

    static string Escape(string clientId) => clientId.Replace(".", "\\.", StringComparison.Ordinal);

    /// <summary>Dots nest; <c>\.</c> is a dot of the name.</summary>
    static List<string> Split(string name)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\' && i + 1 < name.Length && name[i + 1] == '.')
            {
                part.Append('.');
                i++;
            }
            else if (name[i] == '.')
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(name[i]);
            }
        }
        parts.Add(part.ToString());
        return parts;
    }
}
