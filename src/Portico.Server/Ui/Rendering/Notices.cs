namespace Portico.Server.Ui.Rendering;

/// <summary>What a form's target says to the page it returns to, by a word in the address.</summary>
static class Notices
{
    public static string? Of(Visit visit) => visit.Query("done") switch
    {
        "saved" when Version(visit) is { } version => $"Saved as version {version}.",
        "saved" => "Saved.",
        "same" => "Nothing to save: the text was the same.",
        _ => null,
    };

    /// <summary>The address with the word.</summary>
    public static string With(string address, string word, string? version = null) =>
        $"{address}?done={word}" + (version is null ? "" : "&version=" + Uri.EscapeDataString(version));

    static string? Version(Visit visit) => visit.Query("version") is { Length: > 0 and < 12 } version && version.All(c => char.IsAsciiDigit(c) || c == '.') ? version : null;
}
