using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary>The user profile as consoles read it to build their forms.</summary>
static class ProfileViews
{
    public static JsonObject Metadata(RealmSnapshot realm, RealmUser? user) => new()
    {
        ["attributes"] = new JsonArray([.. realm.UserProfile.Attributes.Select(a => (JsonNode)Attribute(realm, a, user))]),
        ["groups"] = new JsonArray([.. realm.UserProfile.Document.Items("groups").Select(g => (JsonNode)g.ToObject())]),
    };

    static JsonObject Attribute(RealmSnapshot realm, ProfileAttribute attribute, RealmUser? user)
    {
        var view = new JsonObject { ["name"] = attribute.Name };
        view["displayName"] = attribute.DisplayName ?? (attribute.Name is "username" or "email" ? $"${{{attribute.Name}}}" : attribute.Name);
        var fixedName = attribute.Name == "username" && user is not null && !realm.Settings.EditUsernameAllowed;
        view["required"] = attribute.Name == "username" || attribute.RequiredForAdmin;
        view["readOnly"] = fixedName || !attribute.EditableByAdmin;
        if (attribute.Document.Text("group") is { } group)
            view["group"] = group;
        if (attribute.Document.Member("annotations") is { ValueKind: JsonValueKind.Object } annotations)
            view["annotations"] = annotations.ToObject();
        var validators = new JsonObject();
        foreach (var (validator, config) in attribute.Validations)
        {
            var rules = config.ToObject();
            rules["ignore.empty.value"] = true;
            validators[validator] = rules;
        }
        if (!attribute.Multivalued)
            validators["multivalued"] = new JsonObject { ["max"] = "1" };
        view["validators"] = validators;
        view["multivalued"] = attribute.Multivalued;
        return view;
    }
}
