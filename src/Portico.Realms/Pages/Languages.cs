using Portico.Realms.Model;
using Portico.Realms.Protocol;

namespace Portico.Realms.Pages;

/// <summary>The language of a page: what the request or the browser prefers of the languages that the realm supports.</summary>
static class Languages
{
    static readonly string[] s_known = ["en", "de"];

    public static string Of(Call call, string? uiLocales)
    {
        var settings = call.Realm.Settings;
        if (!settings.InternationalizationEnabled)
            return "en";
        var wanted = new List<string>();
        if (call.Query["kc_locale"] is { } chosen)
            wanted.Add(chosen);
        if ((uiLocales ?? call.Query["ui_locales"]) is { } asked)
            wanted.AddRange(asked.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        wanted.AddRange(call.Http.Request.Headers.AcceptLanguage.ToString().Split(',').Select(l => l.Split(';')[0].Trim()));
        foreach (var locale in wanted)
        {
            var language = locale.Split('-', '_')[0].ToLowerInvariant();
            if (settings.SupportedLocales.Contains(language) && s_known.Contains(language))
                return language;
        }
        return Usual(call.Realm);
    }

    /// <summary>The language of a mail: the one that the user chose once (attribute <c>locale</c>), else the realm's.</summary>
    public static string OfUser(RealmSnapshot realm, RealmUser user) =>
        realm.Settings.InternationalizationEnabled && user.Attribute("locale")?.Split('-', '_')[0].ToLowerInvariant() is { } own && realm.Settings.SupportedLocales.Contains(own) && s_known.Contains(own)
            ? own
            : Usual(realm);

    static string Usual(RealmSnapshot realm) =>
        realm.Settings.InternationalizationEnabled && realm.Document.Text("defaultLocale") is { } otherwise && s_known.Contains(otherwise) ? otherwise : "en";
}
