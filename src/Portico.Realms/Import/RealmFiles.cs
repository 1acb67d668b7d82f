using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Portico.Realms.Import;

/// <summary>Reads export files: one realm, a list of realms, or Keycloak's folder form (<c>x-realm.json</c> with <c>x-users-0.json</c> ... beside it).</summary>
static partial class RealmFiles
{
    static readonly JsonDocumentOptions s_options = new() { AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 128, AllowDuplicateProperties = false };

    /// <summary>The realm files that a path names, sorted.</summary>
    public static IReadOnlyList<string> List(string path)
    {
        if (Directory.Exists(path))
            return [.. Directory.EnumerateFiles(path, "*.json").Where(f => !UsersFile().IsMatch(Path.GetFileName(f))).Order(StringComparer.Ordinal)];
        return File.Exists(path) ? [path] : throw new RealmsException(Errors.ImportFailed, $"There is no file or folder '{path}'.");
    }

    /// <summary>The realms of a file, each with where it stands.</summary>
    public static async Task<IReadOnlyList<(JsonObject Realm, string Place)>> Read(string file, CancellationToken ct)
    {
        var realms = await Parse(file, ct) switch
        {
            JsonObject realm => [(realm, "the realm")],
            JsonArray list => list.Select((r, i) => (r as JsonObject ?? throw new RealmsException(Errors.ImportFailed, $"{file}: entry {i + 1} is no realm."), $"entry {i + 1}")).ToList(),
            _ => throw new RealmsException(Errors.ImportFailed, $"{file}: a realm is a JSON object."),
        };
        foreach (var (realm, _) in realms)
            await AddUsers(file, realm, ct);
        return realms;
    }

    static async Task AddUsers(string file, JsonObject realm, CancellationToken ct)
    {
        if (!file.EndsWith("-realm.json", StringComparison.Ordinal) || Path.GetDirectoryName(Path.GetFullPath(file)) is not { } folder)
            return;
        var prefix = Path.GetFileName(file)[..^"-realm.json".Length];
        foreach (var more in Directory.EnumerateFiles(folder, prefix + "-users-*.json").Order(StringComparer.Ordinal))
        {
            if (await Parse(more, ct) is not JsonObject page)
                continue;
            if (realm["users"] is not JsonArray users)
                realm["users"] = users = [];
            foreach (var user in page.Objects("users"))
                users.Add(user.DeepClone());
        }
    }

    static async Task<JsonNode?> Parse(string file, CancellationToken ct)
    {
        try
        {
            var text = await File.ReadAllTextAsync(file, ct);
            return JsonNode.Parse(Placeholder().Replace(text, Value), documentOptions: s_options);
        }
        catch (JsonException e)
        {
            throw new RealmsException(Errors.ImportFailed, $"{file}: no valid JSON at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RealmsException(Errors.ImportFailed, $"{file}: cannot be read: {e.Message}", e);
        }
    }

    // Only names in capitals are environment variables: ${role_admin}, ${authBaseUrl} and the like belong to Keycloak and stay.
    static string Value(Match match)
    {
        var name = match.Groups["name"].Value;
        if (Environment.GetEnvironmentVariable(name) is { } value)
            return JsonEncodedText.Encode(value).ToString();
        // A default is part of the file's JSON text already.
        return match.Groups["default"].Success ? match.Groups["default"].Value : match.Value;
    }

    [GeneratedRegex(@"\$\{(?:env\.)?(?<name>[A-Z][A-Z0-9_]*)(?::(?<default>[^}""]*))?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"-users-\d+\.json$", RegexOptions.CultureInvariant, 200)]
    private static partial Regex UsersFile();
}
