using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Passwords;
using Portico.Realms.Store;
using Portico.Storage;
using Group = Portico.Realms.Model.Group;

namespace Portico.Realms.Admin;

/// <summary><c>/users</c>: search, count, create, read, update, delete, and the groups of a user.</summary>
static partial class UsersEndpoints
{
    public static void Map(AdminRoutes routes)
    {
        routes.Get("users", List);
        routes.Get("users/count", Count);
        routes.Post("users", Create);
        routes.Get("users/{user}", Read);
        routes.Put("users/{user}", Update);
        routes.Delete("users/{user}", Delete);
        routes.Get("users/{user}/groups", async r => AdminAnswer.Ok(new JsonArray([.. r.Paged(await Groups(r)).Select(g => (JsonNode)Views.Group(r.Realm, g, r.QueryFlag("briefRepresentation", true), withCount: false))])));
        routes.Get("users/{user}/groups/count", async r => AdminAnswer.Ok(new JsonObject { ["count"] = (await Groups(r)).Count() }));
        routes.Put("users/{user}/groups/{group}", r => Membership(r, UserRows.Join));
        routes.Delete("users/{user}/groups/{group}", r => Membership(r, UserRows.Leave));
        routes.Get("users/{user}/unmanagedAttributes", async r =>
        {
            var user = await Viewed(r);
            return AdminAnswer.Ok(new JsonObject(user.Attributes.Where(a => r.Realm.UserProfile.Find(a.Key) is null).Select(a => KeyValuePair.Create(a.Key, (JsonNode?)Nodes.Array(a.Value)))));
        });
    }

    static async Task<AdminAnswer> List(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanQueryUsers);
        var (first, max) = request.Page(100);
        var brief = request.QueryFlag("briefRepresentation");
        if (!request.Access.CanViewUsers)
            return AdminAnswer.Ok(new JsonArray());
        IReadOnlyList<(RealmUser User, bool Totp)> users;
        if (request.Query("search") is { } search && search.StartsWith("id:", StringComparison.Ordinal))
        {
            var found = new List<(RealmUser, bool)>();
            foreach (var id in search[3..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (await request.Store.Users.FindById(request.Realm, id, request.Ct) is { } user)
                    found.Add((user, user.Credentials.Any(c => c.Type == "otp")));
            }
            users = found;
        }
        else
        {
            users = await request.Store.Database.Read(session => UserSearch.Find(session, request.Realm.Id, Filter(request), first, max), request.Ct);
        }
        return AdminAnswer.Ok(new JsonArray([.. users.Select(u =>
        {
            var view = Views.User(u.User, brief, u.Totp);
            view["access"] = new JsonObject { ["manage"] = request.Access.CanManageUsers };
            return (JsonNode)view;
        })]));
    }

    static async Task<AdminAnswer> Count(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanQueryUsers);
        return AdminAnswer.Ok(JsonValue.Create(await request.Store.Database.Read(session => UserSearch.CountAll(session, request.Realm.Id, Filter(request)), request.Ct)));
    }

    static UserFilter Filter(AdminRequest request) => new()
    {
        Search = Given(request, "search"), Username = Given(request, "username"), Email = Given(request, "email"), FirstName = Given(request, "firstName"), LastName = Given(request, "lastName"),
        Exact = request.QueryFlag("exact"), Enabled = request.QueryMaybe("enabled"), EmailVerified = request.QueryMaybe("emailVerified"),
        CreatedAfter = Time(request.Query("createdAfter")), CreatedBefore = Time(request.Query("createdBefore")), Attributes = Pairs(request.Query("q")), Provider = Given(request, "idpAlias"), ExternalId = Given(request, "idpUserId"),
    };

    static string? Given(AdminRequest request, string name) => request.Query(name) is { Length: > 0 } text ? text : null;

    static long? Time(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;

    /// <summary>Reads <c>key:value "other key":"other value"</c>.</summary>
    public static IReadOnlyList<(string Name, string Value)> Pairs(string? q) =>
        q is null ? [] : [.. Pair().Matches(q).Select(m => (m.Groups["name"].Value.Trim('"'), m.Groups["value"].Value.Trim('"')))];

    [GeneratedRegex(@"(?<name>""[^""]*""|[^\s:""]+):(?<value>""[^""]*""|\S+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Pair();

    static async Task<AdminAnswer> Create(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageUsers);
        var realm = request.Realm;
        var given = await request.Body(Shape.User);
        if (realm.Settings.RegistrationEmailAsUsername && given.Text("email") is { Length: > 0 } address)
            given["username"] = address;
        if (string.IsNullOrEmpty(given.Text("username")))
            return AdminAnswer.Message(400, "User name is missing");
        var user = UserBuilder.Build(given, request.Store.Time.GetUtcNow(), keepId: false);
        user = user with
        {
            Attributes = UserRules.Keep(realm, user.Attributes), NotBefore = 0, Extra = null,
            RequiredActions = UserRules.KnownActions(realm, user.RequiredActions.Concat(realm.RequiredActions.Where(a => a.DefaultAction && a.Enabled).Select(a => a.Alias))),
            RoleIds = realm.DefaultRole is { } role ? [role.Id] : [],
            GroupIds = [.. realm.DefaultGroupIds.Concat(given.Texts("groups").Select(p => GroupOf(request, p).Id)).Distinct()],
        };
        if (await Taken(request, user) is { } conflict)
            return conflict;
        if (UserRules.Check(realm, user) is { } refusal)
            return refusal;
        var (credentials, temporary) = await Credentials(request, given, user);
        user = user with { Credentials = credentials, RequiredActions = temporary ? [.. user.RequiredActions.Append("UPDATE_PASSWORD").Distinct()] : user.RequiredActions };
        try
        {
            await request.Store.Users.Add(realm, user, request.Ct);
        }
        catch (System.Data.Common.DbException e) when (DbExceptions.IsUniqueViolation(e))
        {
            return await Taken(request, user) ?? AdminAnswer.Duplicate;
        }
        return AdminAnswer.Created(request.Location("users", user.Id));
    }

    static Group GroupOf(AdminRequest request, string path)
    {
        var group = GroupsEndpoints.ByPath(request.Realm, path) ?? throw new AdminRefusal(AdminAnswer.Message(400, $"Unable to find group specified by path: {path}"));
        AdminRequest.Require(request.Access.CanJoin(request.Realm, group));
        return group;
    }

    /// <summary>When both are taken, the address is told (recorded).</summary>
    static async Task<AdminAnswer?> Taken(AdminRequest request, RealmUser user)
    {
        if (user.Email is { } email && !request.Realm.Settings.DuplicateEmailsAllowed && await request.Store.Users.FindByEmail(request.Realm, email, request.Ct) is { } same && same.Id != user.Id)
            return AdminAnswer.Message(409, "User exists with same email");
        return await request.Store.Users.FindByUsername(request.Realm, user.Username, request.Ct) is { } named && named.Id != user.Id ? AdminAnswer.Message(409, "User exists with same username") : null;
    }

    static async Task<(IReadOnlyList<Credential> Credentials, bool Temporary)> Credentials(AdminRequest request, JsonObject given, RealmUser user)
    {
        var credentials = new List<Credential>();
        var temporary = false;
        foreach (var credential in given.Objects("credentials"))
        {
            var priority = (credentials.Count + 1) * 10;
            if (UserBuilder.StoredCredential(credential, priority, request.Store.Time.GetUtcNow()) is { } stored)
            {
                credentials.Add(stored);
            }
            else if (credential.Text("value") is { Length: > 0 } value)
            {
                if (PasswordPolicy.Of(request.Realm).Check(value, user.Username, user.Email, request.Hasher.Blacklists) is { } violation)
                    throw new AdminRefusal(AdminAnswer.Described(400, violation.Key, violation.Text));
                credentials.Add(await request.Hasher.Hash(request.Realm, value, request.Ct) with { Priority = priority, UserLabel = credential.Text("userLabel") });
                temporary |= credential.Flag("temporary") is true;
            }
        }
        return (credentials, temporary);
    }

    static async Task<AdminAnswer> Read(AdminRequest request)
    {
        var user = await Viewed(request);
        var view = Views.User(user);
        if (request.QueryFlag("userProfileMetadata"))
            view["userProfileMetadata"] = ProfileViews.Metadata(request.Realm, user);
        view["access"] = Views.UserAccess(request.Access);
        return AdminAnswer.Ok(view);
    }

    static async Task<AdminAnswer> Update(AdminRequest request)
    {
        var known = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        var given = await request.Body(Shape.User);
        var realm = request.Realm;
        if (given.Text("username") is { Length: > 0 } name && !name.Equals(known.Username, StringComparison.OrdinalIgnoreCase) && !realm.Settings.EditUsernameAllowed && !realm.Settings.RegistrationEmailAsUsername)
            return UserRules.ReadOnly("username");
        var user = Merge(realm, known, given);
        if (await Taken(request, user) is { } conflict)
            return conflict;
        if (known.ServiceAccountClientId is null && UserRules.Check(realm, user) is { } refusal)
            return refusal;
        var (credentials, temporary) = await Credentials(request, given, user);
        var saved = await request.Store.Users.Touch(realm, known.Id, async (session, current) =>
        {
            var next = Merge(realm, current, given);
            if (temporary)
                next = next with { RequiredActions = [.. next.RequiredActions.Append("UPDATE_PASSWORD").Distinct()] };
            await UserRows.Save(session, realm, next);
            foreach (var credential in credentials)
            {
                foreach (var old in current.Credentials.Where(c => c.Type == credential.Type && c.Type == "password"))
                    await UserRows.RemoveCredential(session, realm.Id, current.Id, old.Id);
                await UserRows.PutCredential(session, request.Store.Envelope, realm.Id, current.Id, credential);
            }
            return next;
        }, request.Ct);
        return saved is null ? AdminAnswer.NotFound("User not found") : AdminAnswer.NoContent;
    }

    static RealmUser Merge(RealmSnapshot realm, RealmUser user, JsonObject given)
    {
        static string? Cleared(string? text) => text is { Length: > 0 } ? text : null;
        var email = given["email"] is null ? user.Email : Cleared(given.Text("email")?.ToLowerInvariant());
        return user with
        {
            Username = realm.Settings.RegistrationEmailAsUsername && email is not null ? email : given.Text("username") is { Length: > 0 } name ? name.ToLowerInvariant() : user.Username,
            Email = email,
            FirstName = given["firstName"] is null ? user.FirstName : Cleared(given.Text("firstName")),
            LastName = given["lastName"] is null ? user.LastName : Cleared(given.Text("lastName")),
            Enabled = given.Flag("enabled") ?? user.Enabled,
            EmailVerified = given.Flag("emailVerified") ?? user.EmailVerified,
            Attributes = given["attributes"] is JsonObject attributes ? UserRules.Keep(realm, UserBuilder.Attributes(attributes)) : user.Attributes,
            RequiredActions = given["requiredActions"] is JsonArray ? UserRules.KnownActions(realm, given.Texts("requiredActions")) : user.RequiredActions,
        };
    }

    static async Task<AdminAnswer> Delete(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        var removed = await request.Store.Database.Write(session => UserRows.Remove(session, request.Realm.Id, user.Id), request.Ct);
        return removed == 0 ? AdminAnswer.NotFound("User not found") : AdminAnswer.NoContent;
    }

    static async Task<IEnumerable<Group>> Groups(AdminRequest request)
    {
        var user = await Viewed(request);
        var search = request.Query("search");
        return user.GroupIds.Select(request.Realm.FindGroup).OfType<Group>().Where(g => string.IsNullOrEmpty(search) || g.Name.Contains(search, StringComparison.OrdinalIgnoreCase)).OrderBy(g => g.Name, StringComparer.Ordinal);
    }

    static async Task<AdminAnswer> Membership(AdminRequest request, Func<Session, string, string, string, Task> change)
    {
        var known = await request.User();
        if (request.Realm.FindGroup(request.Path("group")) is not { } group)
            return AdminAnswer.NotFound("Group not found");
        AdminRequest.Require(request.Access.CanManageUsers && request.Access.CanJoin(request.Realm, group));
        await request.Store.Users.Touch(request.Realm, known.Id, async (session, user) =>
        {
            await change(session, request.Realm.Id, user.Id, group.Id);
            return user;
        }, request.Ct);
        return AdminAnswer.NoContent;
    }

    static async Task<RealmUser> Viewed(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanViewUsers);
        return user;
    }
}
