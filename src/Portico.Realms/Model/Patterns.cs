using System.Text.RegularExpressions;

namespace Portico.Realms.Model;

/// <summary>Regular expressions of a realm's settings: what cannot be read, or takes too long, matches nothing.</summary>
static class Patterns
{
    static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether the pattern matches the whole value.</summary>
    public static bool IsWhole(string value, string pattern)
    {
        try
        {
            return Regex.IsMatch(value, $"^(?:{pattern})$", RegexOptions.CultureInvariant, s_patience);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
