using System.Globalization;
using System.Text.RegularExpressions;
using Portico.Realms.Model;

namespace Portico.Realms.Passwords;

/// <summary>A realm's password policy: <c>length(8) and digits(1) and notUsername(undefined) ...</c>, with Keycloak's message keys and texts.</summary>
sealed class PasswordPolicy
{
    static readonly Dictionary<string, long> s_numbers = new(StringComparer.Ordinal)
    {
        ["length"] = 8, ["maxLength"] = 64, ["digits"] = 1, ["lowerCase"] = 1, ["upperCase"] = 1, ["specialChars"] = 1, ["passwordHistory"] = 3, ["passwordAge"] = 30,
        ["forceExpiredPasswordChange"] = 365, ["hashIterations"] = -1, ["maxAuthAge"] = 300,
    };

    static readonly string[] s_others = ["notUsername", "notEmail", "notContainsUsername", "regexPattern", "hashAlgorithm", "passwordBlacklist"];

    readonly Dictionary<string, string> _rules = new(StringComparer.Ordinal);

    PasswordPolicy()
    {
    }

    /// <summary>How many passwords back may not be used again, counting the present one; 0 when none.</summary>
    public int History => (int)(Number("passwordHistory") ?? 0);

    public int? HashIterations => Number("hashIterations") is { } number and > 0 ? (int)number : null;

    public string? HashAlgorithm => _rules.GetValueOrDefault("hashAlgorithm");

    /// <summary>The list of forbidden passwords that the policy names, or null.</summary>
    public string? Blacklist => _rules.GetValueOrDefault("passwordBlacklist");

    /// <summary>Days after which a password must be changed, or null.</summary>
    public long? ExpireAfterDays => Number("forceExpiredPasswordChange");

    /// <summary>The realm's policy, parsed once per snapshot.</summary>
    public static PasswordPolicy Of(RealmSnapshot realm) => realm.Derived("passwordPolicy", static r => Parse(r.Settings.PasswordPolicy ?? "", out _));

    /// <summary>Reads a policy; <paramref name="error"/> is Keycloak's sentence about the first part that cannot be read.</summary>
    public static PasswordPolicy Parse(string text, out string? error)
    {
        error = null;
        var policy = new PasswordPolicy();
        foreach (var part in text.Split(" and ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var open = part.IndexOf('(', StringComparison.Ordinal);
            var name = (open < 0 ? part : part[..open]).Trim();
            var argument = open < 0 ? "" : part[(open + 1)..].TrimEnd().TrimEnd(')');
            if (argument == "undefined")
                argument = "";
            if (s_numbers.TryGetValue(name, out var otherwise))
            {
                if (argument.Length > 0 && !long.TryParse(argument, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                    error ??= $"Invalid config for {name}: Not a valid number";
                policy._rules[name] = argument.Length > 0 ? argument : otherwise.ToString(CultureInfo.InvariantCulture);
            }
            else if (s_others.Contains(name))
            {
                policy._rules[name] = part.EndsWith(')') && open >= 0 && argument.Length > 0 ? part[(open + 1)..^1] : argument;
                if (name == "regexPattern" && !IsPattern(policy._rules[name]))
                    error ??= "Invalid config for regexPattern: Not a valid regular expression";
            }
            else
            {
                error ??= "Password policy not found";
            }
        }
        return policy;
    }

    /// <summary>The first rule that the password breaks, or null. The history is not looked at here.</summary>
    /// <param name="lists">The lists that <c>passwordBlacklist</c> names; without them it refuses every password.</param>
    public PolicyViolation? Check(string password, string username, string? email, Blacklists? lists = null)
    {
        foreach (var (name, argument) in _rules)
        {
            if (Check(name, argument, password, username, email, lists) is { } violation)
                return violation;
        }
        return null;
    }

    public PolicyViolation HistoryViolation => new("invalidPasswordHistoryMessage", $"Invalid password: must not be equal to any of last {History} passwords.", History);

    static PolicyViolation? Check(string name, string argument, string password, string username, string? email, Blacklists? lists)
    {
        _ = long.TryParse(argument, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        return name switch
        {
            "length" when password.Length < number => new("invalidPasswordMinLengthMessage", $"Invalid password: minimum length {number}.", number),
            "maxLength" when password.Length > number => new("invalidPasswordMaxLengthMessage", $"Invalid password: maximum length {number}.", number),
            "digits" when password.Count(char.IsDigit) < number => new("invalidPasswordMinDigitsMessage", $"Invalid password: must contain at least {number} numerical digits.", number),
            "lowerCase" when password.Count(char.IsLower) < number => new("invalidPasswordMinLowerCaseCharsMessage", $"Invalid password: must contain at least {number} lower case characters.", number),
            "upperCase" when password.Count(char.IsUpper) < number => new("invalidPasswordMinUpperCaseCharsMessage", $"Invalid password: must contain at least {number} upper case characters.", number),
            "specialChars" when password.Count(c => !char.IsLetterOrDigit(c)) < number => new("invalidPasswordMinSpecialCharsMessage", $"Invalid password: must contain at least {number} special characters.", number),
            "notUsername" when string.Equals(password, username, StringComparison.OrdinalIgnoreCase) => new("invalidPasswordNotUsernameMessage", "Invalid password: must not be equal to the username.", null),
            "notEmail" when email is not null && string.Equals(password, email, StringComparison.OrdinalIgnoreCase) => new("invalidPasswordNotEmailMessage", "Invalid password: must not be equal to the email.", null),
            "notContainsUsername" when password.Contains(username, StringComparison.OrdinalIgnoreCase) => new("invalidPasswordNotContainsUsernameMessage", "Invalid password: Can not contain the username.", null),
            "passwordBlacklist" when lists?.Contains(argument, password) is not false => new("invalidPasswordBlacklistedMessage", "Invalid password: password is blacklisted.", argument),
            "regexPattern" when !Patterns.IsWhole(password, argument) => new("invalidPasswordRegexPatternMessage", "Invalid password: fails to match regex pattern(s).", argument),
            _ => null,
        };
    }

    static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromMilliseconds(200));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    long? Number(string rule) => _rules.TryGetValue(rule, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
