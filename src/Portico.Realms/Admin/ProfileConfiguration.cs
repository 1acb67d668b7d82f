using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Realms.Import;

namespace Portico.Realms.Admin;

/// <summary>What Keycloak refuses in a user profile's configuration, with its words.</summary>
static partial class ProfileConfiguration
{
    static readonly HashSet<string> s_validators = new(StringComparer.Ordinal)
    {
        "length", "email", "pattern", "integer", "double", "options", "uri", "local-date", "iso-date", "username-prohibited-characters", "person-name-prohibited-characters",
        "up-username-not-idn-homograph", "multivalued", "up-duplicate-email", "not-blank", "not-empty", "up-username-has-value",
    };

    public static IReadOnlyList<string> Check(JsonObject profile)
    {
        var errors = new List<string>();
        var attributes = profile.Objects("attributes").ToArray();
        var groups = profile.Objects("groups").Select(g => g.Text("name")).ToHashSet();
        foreach (var attribute in attributes)
        {
            var name = attribute.Text("name") ?? "";
            if (!Name().IsMatch(name))
                errors.Add($"Invalid attribute name (only letters, numbers and '.' '_' '-' special characters allowed): {name}'");
            foreach (var (validator, _) in attribute["validations"] as JsonObject ?? [])
            {
                if (!s_validators.Contains(validator))
                    errors.Add($"Validator '{validator}' defined for attribute '{name}' doesn't exist");
            }
            if (attribute.Text("group") is { Length: > 0 } group && !groups.Contains(group))
                errors.Add($"Attribute '{name}' references unknown group '{group}'");
        }
        foreach (var required in (ReadOnlySpan<string>)["username", "email"])
        {
            if (!attributes.Any(a => a.Text("name") == required))
                errors.Add($"The attribute '{required}' can not be removed");
        }
        return errors;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9._-]+$", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Name();
}
