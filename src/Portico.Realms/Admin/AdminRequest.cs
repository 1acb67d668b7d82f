using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Passwords;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary>One call of the admin API inside a realm, after authentication.</summary>
sealed class AdminRequest(HttpContext http, AdminServices services, AdminCaller caller, RealmSnapshot realm)
{
    const int LargestBody = 64 * 1024 * 1024;

    static readonly JsonDocumentOptions s_json = new() { MaxDepth = 128, AllowDuplicateProperties = false };

    public HttpContext Http => http;

    public AdminServices Services => services;

    public RealmStore Store => services.Store;

    public PasswordHasher Hasher => services.Hasher;

    public AdminCaller Caller => caller;

    /// <summary>The realm that the path names, as it was when the call came in.</summary>
    public RealmSnapshot Realm { get; } = realm;

    public AdminAccess Access { get; } = new(caller, realm);

    public CancellationToken Ct => http.RequestAborted;

    /// <summary>A segment of the path, unescaped.</summary>
    public string Path(string name) => Segment(http, name);

    /// <summary>The host has unescaped everything but the slash.</summary>
    public static string Segment(HttpContext http, string name) => ((string)http.Request.RouteValues[name]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    public IReadOnlyList<string> QueryAll(string name) => http.Request.Query.TryGetValue(name, out var values) ? [.. values.OfType<string>().Where(v => v.Length > 0)] : [];

    public bool QueryFlag(string name, bool otherwise = false) => Query(name) is { } text ? string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) : otherwise;

    public bool? QueryMaybe(string name) => Query(name) is { Length: > 0 } text ? string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) : null;

    /// <summary>A number of paging; what is no 32-bit integer is not found, as in Keycloak.</summary>
    public int? QueryNumber(string name)
    {
        if (Query(name) is not { Length: > 0 } text)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new AdminRefusal(AdminAnswer.HttpNotFound);
    }

    /// <summary>The page that <c>first</c> and <c>max</c> ask for; negative numbers set no limit.</summary>
    public (int First, int Max) Page(int otherwise = int.MaxValue)
    {
        var (first, max) = (QueryNumber("first") ?? 0, QueryNumber("max") ?? otherwise);
        return (Math.Max(0, first), max < 0 ? int.MaxValue : max);
    }

    public IEnumerable<T> Paged<T>(IEnumerable<T> items)
    {
        var (first, max) = Page();
        return items.Skip(first).Take(max);
    }

    public async Task<JsonElement> Body()
    {
        if (http.Request.ContentType is not { } type || !type.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw new AdminRefusal(AdminAnswer.Error(415, "The content-type header value did not match the value in @Consumes"));
        var text = await Raw();
        if (text.Length == 0)
            throw new AdminRefusal(AdminAnswer.Described(400, "invalid_request", "Cannot parse the JSON"));
        try
        {
            using var document = JsonDocument.Parse(text, s_json);
            return document.RootElement.ValueKind == JsonValueKind.Null ? throw new AdminRefusal(AdminAnswer.BadRequest) : document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new AdminRefusal(AdminAnswer.Described(400, "invalid_request", "Cannot parse the JSON"));
        }
    }

    public async Task<JsonObject> Body(Shape shape, bool keepUnknown = false)
    {
        var body = await Body();
        try
        {
            return shape.Read(body, keepUnknown);
        }
        catch (ShapeException e)
        {
            throw new AdminRefusal(Refusal(shape, e));
        }
    }

    public async Task<IReadOnlyList<JsonObject>> BodyList(Shape shape, bool keepUnknown = false)
    {
        var body = await Body();
        try
        {
            return [.. shape.ReadList(body, keepUnknown).OfType<JsonObject>()];
        }
        catch (ShapeException e)
        {
            throw new AdminRefusal(Refusal(shape, e));
        }
    }

    public async Task<string> BodyText() => Encoding.UTF8.GetString(await Raw());

    /// <summary>The body as it was read, or empty.</summary>
    public ReadOnlyMemory<byte> LastBody { get; private set; }

    async Task<byte[]> Raw()
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, Ct);
        if (buffer.Length > LargestBody)
            throw new AdminRefusal(AdminAnswer.Error(413, "HTTP 413 Request Entity Too Large"));
        var body = buffer.ToArray();
        LastBody = body;
        return body;
    }

    static AdminAnswer Refusal(Shape shape, ShapeException e) => e.UnknownMember is { } member
        ? AdminAnswer.Error(400, $"Invalid json representation for {shape.Name}. Unrecognized field \"{member}\" at line 1 column 1.")
        : AdminAnswer.Described(400, "unknown_error", "Cannot parse the JSON");

    /// <summary>Refuses the call unless <paramref name="allowed"/>.</summary>
    public static void Require(bool allowed)
    {
        if (!allowed)
            throw new AdminRefusal(AdminAnswer.Forbidden);
    }

    /// <summary>The client that the path names; refuses when it is not there, or when the caller may not even list clients.</summary>
    public Client Client(string name = "client")
    {
        var client = Realm.FindClientById(Path(name));
        if (client is null)
            throw new AdminRefusal(Access.CanListClients ? AdminAnswer.NotFound("Could not find client") : AdminAnswer.Forbidden);
        return client;
    }

    public ClientScope Scope(string name = "scope")
    {
        var scope = Realm.FindScopeById(Path(name));
        if (scope is null)
            throw new AdminRefusal(Access.CanViewClients ? AdminAnswer.NotFound("Could not find client scope") : AdminAnswer.Forbidden);
        return scope;
    }

    public Group Group(string name = "group") => Realm.FindGroup(Path(name)) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find group by id"));

    /// <summary>The user that the path names; refuses when it is not there, or when the caller may not even search users.</summary>
    public async Task<RealmUser> User(string name = "user") =>
        await Store.Users.FindById(Realm, Path(name), Ct) ?? throw new AdminRefusal(Access.CanQueryUsers ? AdminAnswer.NotFound("User not found") : AdminAnswer.Forbidden);

    /// <summary>Changes the realm and remembers who did it.</summary>
    public Task<T> Change<T>(Func<RealmDraft, Task<T>> work) => Store.Change(Realm, work, Ct);

    public Task Change(Action<RealmDraft> work) => Store.Change(Realm, draft =>
    {
        work(draft);
        return Task.CompletedTask;
    }, Ct);

    /// <summary>Location of something of this realm: segments are escaped here.</summary>
    public string Location(params ReadOnlySpan<string> segments)
    {
        var path = new StringBuilder("/admin/realms/").Append(Uri.EscapeDataString(Realm.Name));
        foreach (var segment in segments)
            path.Append('/').Append(Uri.EscapeDataString(segment));
        return path.ToString();
    }
}
