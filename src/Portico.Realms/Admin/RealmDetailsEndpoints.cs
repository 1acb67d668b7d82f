using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary>What hangs on a realm: keys, the user profile, localization, credential registrators.</summary>
static class RealmDetailsEndpoints
{
    public static void Map(AdminRoutes routes)
    {
        routes.Get("keys", Keys);
        routes.Get("users/profile", r =>
        {
            AdminRequest.Require(r.Access.HasAny);
            return AdminAnswer.Ok(r.Realm.UserProfile.Document.ToObject());
        });
        routes.Put("users/profile", SetProfile);
        routes.Get("users/profile/metadata", r =>
        {
            AdminRequest.Require(r.Access.HasAny);
            return AdminAnswer.Ok(ProfileViews.Metadata(r.Realm, null));
        });
        routes.Get("credential-registrators", r =>
        {
            AdminRequest.Require(r.Access.HasAny);
            return AdminAnswer.Ok(Nodes.Array(["CONFIGURE_TOTP", "webauthn-register", "webauthn-register-passwordless", "CONFIGURE_RECOVERY_AUTHN_CODES"]));
        });
        MapLocalization(routes);
    }

    static async Task<AdminAnswer> Keys(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanViewRealm);
        var active = new JsonObject();
        var keys = new JsonArray();
        foreach (var key in (await request.Store.WithAllKeys(request.Realm, request.Ct)).Keys.All)
        {
            if (key.Status == KeyStatus.Active && !active.ContainsKey(key.Algorithm))
                active[key.Algorithm] = key.Kid;
            var view = new JsonObject
            {
                ["providerId"] = key.Component.Id, ["providerPriority"] = key.Priority, ["kid"] = key.Kid, ["status"] = key.Status.ToString().ToUpperInvariant(),
                ["type"] = key.Type, ["algorithm"] = key.Algorithm,
            };
            if (key.PublicKey is not null)
                view["publicKey"] = key.PublicKey;
            if (key.Certificate is not null)
                view["certificate"] = Convert.ToBase64String(key.Certificate);
            view["use"] = key.Use;
            if (key.ValidTo > 0)
                view["validTo"] = key.ValidTo;
            keys.Add(view);
        }
        return AdminAnswer.Ok(new JsonObject { ["active"] = active, ["keys"] = keys });
    }

    static async Task<AdminAnswer> SetProfile(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = (await request.Body(Shape.UserProfile, keepUnknown: true)).WithoutNulls();
        var errors = ProfileConfiguration.Check(given);
        if (errors.Count > 0)
            return AdminAnswer.Message(400, $"[{string.Join(", ", errors)}]");
        foreach (var attribute in given.Objects("attributes"))
            attribute["multivalued"] ??= false;
        await request.Change(draft => draft.Put(ObjectKind.Document, UserProfiles.Document, given));
        return AdminAnswer.Ok(given.DeepClone());
    }

    static void MapLocalization(AdminRoutes routes)
    {
        routes.Get("localization", r =>
        {
            AdminRequest.Require(r.Access.HasAny);
            return AdminAnswer.Ok(Nodes.Array(Texts(r.Realm).Select(t => t.Key).Order(StringComparer.Ordinal)));
        });
        routes.Get("localization/{locale}", r =>
        {
            AdminRequest.Require(r.Access.HasAny);
            return AdminAnswer.Ok((Texts(r.Realm)[r.Path("locale")] as JsonObject ?? []).DeepClone());
        });
        routes.Get("localization/{locale}/{key}", r =>
        {
            AdminRequest.Require(r.Access.HasAny);
            return (Texts(r.Realm)[r.Path("locale")] as JsonObject)?.Text(r.Path("key")) is { } text ? new AdminAnswer(200) { Text = text } : AdminAnswer.NotFound("Localization text not found");
        }, anyType: true);
        routes.Put("localization/{locale}/{key}", async r =>
        {
            var text = await r.BodyText();
            return await ChangeTexts(r, texts => Locale(texts, r.Path("locale"))[r.Path("key")] = text);
        });
        routes.Post("localization/{locale}", async r =>
        {
            var given = (await r.Body()).ToObject();
            return await ChangeTexts(r, texts =>
            {
                foreach (var (key, text) in given)
                    Locale(texts, r.Path("locale"))[key] = text?.DeepClone();
            });
        });
        routes.Delete("localization/{locale}/{key}", r => ChangeTexts(r, texts =>
        {
            if (texts[r.Path("locale")] is not JsonObject locale || !locale.Remove(r.Path("key")))
                throw new AdminRefusal(AdminAnswer.NotFound("Localization text not found"));
        }));
        routes.Delete("localization/{locale}", r => ChangeTexts(r, texts =>
        {
            if (!texts.Remove(r.Path("locale")))
                throw new AdminRefusal(AdminAnswer.NotFound("No localization texts for locale " + r.Path("locale") + " found."));
        }));
    }

    static JsonObject Texts(RealmSnapshot realm) => realm.FindDocument("localizationTexts")?.ToObject() ?? [];

    static JsonObject Locale(JsonObject texts, string locale)
    {
        if (texts[locale] is not JsonObject known)
            texts[locale] = known = [];
        return known;
    }

    static async Task<AdminAnswer> ChangeTexts(AdminRequest request, Action<JsonObject> change)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        await request.Change(draft =>
        {
            var texts = Texts(draft.Realm);
            change(texts);
            draft.Put(ObjectKind.Document, "localizationTexts", texts);
        });
        return AdminAnswer.NoContent;
    }
}
