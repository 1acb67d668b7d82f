using Portico.Realms.Model;
using Portico.Realms.Pages;

namespace Portico.Realms.Mail;

/// <summary>The mails that realms send. Their words are <see cref="Texts"/>'; their HTML is one frame.</summary>
static class Letters
{
    public static Letter Test(RealmSnapshot realm, string language) => Compose(realm, language, "emailTest", null, null, []);

    public static Letter PasswordReset(RealmSnapshot realm, string language, string link, long seconds) => Compose(realm, language, "passwordReset", link, seconds, []);

    public static Letter VerifyEmail(RealmSnapshot realm, string language, string link, long seconds) => Compose(realm, language, "emailVerification", link, seconds, []);

    public static Letter ExecuteActions(RealmSnapshot realm, string language, string link, long seconds, IEnumerable<string> actions) =>
        Compose(realm, language, "executeActions", link, seconds, [string.Join(", ", actions.Select(a => Texts.Get(language, "requiredAction." + a)))]);

    public static Letter LinkAccount(RealmSnapshot realm, string language, string link, long seconds, string provider) => Compose(realm, language, "identityProviderLink", link, seconds, [provider]);

    /// <summary>Text <c>{0}</c> of a mail is the realm's name, <c>{1}</c> what the mail is about.</summary>
    static Letter Compose(RealmSnapshot realm, string language, string key, string? link, long? seconds, object?[] about)
    {
        var name = realm.Settings.DisplayName is { Length: > 0 } display ? display : realm.Name;
        object?[] arguments = [name, .. about];
        var subject = Texts.Get(language, key + "Subject", arguments);
        var body = Texts.Get(language, key + "Body", arguments);
        var ending = seconds is { } life ? Texts.Get(language, "linkExpires", Duration(language, life)) : null;
        var ignore = link is null ? null : Texts.Get(language, "mailIgnore");
        var text = string.Join("\r\n\r\n", new[] { body, link, ending, ignore }.OfType<string>()) + "\r\n";
        var html = $"""
            <!DOCTYPE html>
            <html lang="{language}">
            <head><meta charset="utf-8"><title>{Page.E(subject)}</title></head>
            <body>
            <p>{Page.E(body)}</p>
            {(link is null ? "" : $"""<p><a href="{Page.E(link)}">{Page.E(link)}</a></p>""")}
            {(ending is null ? "" : $"<p>{Page.E(ending)}</p>")}
            {(ignore is null ? "" : $"<p>{Page.E(ignore)}</p>")}
            </body>
            </html>
            """;
        return new Letter(subject, text, html);
    }

    static string Duration(string language, long seconds)
    {
        var (unit, count) = seconds switch
        {
            < 120 => ("seconds", seconds),
            < 7200 => ("minutes", seconds / 60),
            < 172800 => ("hours", seconds / 3600),
            _ => ("days", seconds / 86400),
        };
        return Texts.Get(language, "duration." + unit, count);
    }
}
