using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portico.Realms.Model;

/// <summary>Keycloak's validators of user profile attributes.</summary>
static partial class ProfileRules
{
    const int LongestUnmanagedValue = 2048;

    public static IReadOnlyList<ProfileError> Check(UserProfile profile, RealmUser user, bool byAdmin)
    {
        var errors = new List<ProfileError>();
        foreach (var attribute in profile.Attributes)
        {
            var values = Values(user, attribute.Name);
            if (values.Count == 0 || values.All(string.IsNullOrWhiteSpace))
            {
                if ((byAdmin ? attribute.RequiredForAdmin : attribute.RequiredForUser) || attribute.Name == "username")
                    errors.Add(new(attribute.Name, "error-user-attribute-required", [attribute.Name]));
                continue;
            }
            foreach (var (validator, config) in attribute.Validations)
            {
                foreach (var value in values)
                {
                    if (Violation(validator, config, attribute.Name, value) is { } error)
                    {
                        errors.Add(error);
                        break;
                    }
                }
            }
        }
        foreach (var (name, values) in user.Attributes)
        {
            if (profile.Find(name) is null && values.Any(v => v.Length > LongestUnmanagedValue))
                errors.Add(new(name, "error-invalid-length", [name, 0, LongestUnmanagedValue]));
        }
        return errors;
    }

    public static IReadOnlyList<string> Values(RealmUser user, string attribute) => attribute switch
    {
        "username" => [user.Username],
        "email" => user.Email is { } email ? [email] : [],
        "firstName" => user.FirstName is { } first ? [first] : [],
        "lastName" => user.LastName is { } last ? [last] : [],
        _ => user.Attributes.TryGetValue(attribute, out var values) ? values : [],
    };

    static ProfileError? Violation(string validator, JsonElement config, string attribute, string value) => validator switch
    {
        "length" => Length(config, attribute, value),
        "email" => value.Length > 0 && !Email().IsMatch(value) ? new(attribute, Text(config) ?? "error-invalid-email", [attribute, value]) : null,
        "username-prohibited-characters" => UsernameProhibited().IsMatch(value) ? new(attribute, Text(config) ?? "error-username-invalid-character", [attribute]) : null,
        "person-name-prohibited-characters" => NameProhibited().IsMatch(value) ? new(attribute, Text(config) ?? "error-person-name-invalid-character", [attribute]) : null,
        "pattern" => config.Text("pattern") is { } pattern && !Patterns.IsWhole(value, pattern) ? new(attribute, Text(config) ?? "error-pattern-no-match", [attribute, pattern]) : null,
        "integer" => Number(config, attribute, value, whole: true),
        "double" => Number(config, attribute, value, whole: false),
        "options" => config.Texts("options") is { Count: > 0 } options && !options.Contains(value) ? new(attribute, "error-invalid-value", [attribute]) : null,
        "uri" => Uri.TryCreate(value, UriKind.Absolute, out _) ? null : new(attribute, "error-invalid-uri", [attribute, value]),
        "local-date" or "iso-date" => DateOnly.TryParse(value, out _) ? null : new(attribute, "error-invalid-date", [attribute, value]),
        _ => null,
    };

    static ProfileError? Length(JsonElement config, string attribute, string value)
    {
        var trimmed = config.Flag("trim-disabled") ? value : value.Trim();
        var min = config.Member("min") is null ? (long?)null : config.Number("min");
        var max = config.Member("max") is null ? (long?)null : config.Number("max");
        if ((min is null || trimmed.Length >= min) && (max is null || trimmed.Length <= max))
            return null;
        var key = (min, max) switch { (null, _) => "error-invalid-length-too-long", (_, null) => "error-invalid-length-too-short", _ => "error-invalid-length" };
        return new(attribute, Text(config) ?? key, [attribute, min, max]);
    }

    static ProfileError? Number(JsonElement config, string attribute, string value, bool whole)
    {
        if (!double.TryParse(value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) || (whole && !long.TryParse(value, out _)))
            return new(attribute, "error-invalid-number", [attribute, value]);
        var min = config.Member("min") is null ? (long?)null : config.Number("min");
        var max = config.Member("max") is null ? (long?)null : config.Number("max");
        return number < min || number > max ? new(attribute, "error-number-out-of-range", [attribute, min, max]) : null;
    }

    static string? Text(JsonElement config) => config.Text("error-message") is { Length: > 0 } own ? own : null;

    [GeneratedRegex("""^[^\s@<>()\[\]\\,;:"]+(\.[^\s@<>()\[\]\\,;:"]+)*@[A-Za-z0-9\[]([A-Za-z0-9.:\]-]*[A-Za-z0-9\]])?$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Email();

    [GeneratedRegex("""[<>&"\s\p{Cc}$%!#?§,;:*~/\\|^=\[\]{}()`]""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex UsernameProhibited();

    [GeneratedRegex("""[<>&"$%!#?§;*~/\\|^=\[\]{}()\p{Cc}]""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex NameProhibited();
}
