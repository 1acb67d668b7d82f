using System.Text.Json.Nodes;

namespace Portico.Keycloak.Guide;

/// <summary>
/// The Keycloak SSO guide as plan and apply: realm, confidential client with standard and implicit flow and a service account, the catalog's redirect URIs and web origins, a
/// first user. Planning reads only; applying twice changes nothing the second time. Members that the guide does not name are left as they are.
/// </summary>
public sealed class SsoGuide(AdminApi keycloak, GuideSettings settings)
{
    string Realm => Uri.EscapeDataString(settings.Realm);

    /// <summary>What there is to do. Fails with <see cref="KeycloakException"/>.</summary>
    public async Task<IReadOnlyList<GuideStep>> Plan(CancellationToken ct)
    {
        if (settings.Realm == "master")
            throw new KeycloakException(Errors.MasterRealm, "The catalog's people do not belong in realm 'master'. Choose another realm.");
        var realm = await keycloak.Get(Realm, ct) as JsonObject;
        if (realm is null)
            return [Create(GuideTarget.Realm, $"realm '{settings.Realm}'", NewRealm()), Create(GuideTarget.Client, $"client '{settings.ClientId}'", Wanted()), .. NewUser()];
        return [PlanRealm(realm), await PlanClient(ct), .. await PlanUser(ct)];
    }

    /// <summary>Carries out a plan of <see cref="Plan"/>, in order. Fails with <see cref="KeycloakException"/>; what was done before stays, and the next plan goes on from there.</summary>
    public async Task Apply(IReadOnlyList<GuideStep> plan, CancellationToken ct)
    {
        foreach (var step in plan.Where(s => s.Action != GuideAction.Keep))
        {
            var path = (step.Target, step.Action) switch
            {
                (GuideTarget.Realm, GuideAction.Create) => "",
                (GuideTarget.Realm, _) => Realm,
                (GuideTarget.Client, GuideAction.Create) => $"{Realm}/clients",
                (GuideTarget.Client, _) => $"{Realm}/clients/{step.Id}",
                (_, _) => $"{Realm}/users",
            };
            if (step.Action == GuideAction.Change)
                await keycloak.Put(path, step.Representation, ct);
            else if (await keycloak.Create(path, step.Representation!, ct) is null)
                throw new KeycloakException(Errors.Refused, $"The {step.Subject} appeared while the plan was carried out. Plan again.");
        }
    }

    GuideStep PlanRealm(JsonObject realm) => realm["enabled"]?.GetValue<bool>() == true
        ? new GuideStep(GuideAction.Keep, $"realm '{settings.Realm}'", [])
        : new GuideStep(GuideAction.Change, $"realm '{settings.Realm}'", ["enabled: false -> true"]) { Target = GuideTarget.Realm, Representation = NewRealm() };

    async Task<GuideStep> PlanClient(CancellationToken ct)
    {
        var subject = $"client '{settings.ClientId}'";
        var found = await keycloak.Get($"{Realm}/clients?clientId={Uri.EscapeDataString(settings.ClientId)}", ct) as JsonArray;
        if (found is not [JsonObject client, ..])
            return Create(GuideTarget.Client, subject, Wanted());
        var differences = new List<string>();
        var merged = (JsonObject)client.DeepClone();
        foreach (var (name, value) in Wanted())
        {
            if (name is "attributes")
                MergeAttributes((JsonObject)value!, merged, differences);
            else if (name is "redirectUris" or "webOrigins")
                MergeList(name, (JsonArray)value!, merged, differences);
            else if (!JsonNode.DeepEquals(value, client[name]))
            {
                differences.Add(name == "secret" ? "secret: another one" : $"{name}: {client[name]?.ToJsonString() ?? "absent"} -> {value?.ToJsonString()}");
                merged[name] = value?.DeepClone();
            }
        }
        // A masked secret would be stored literally.
        if (settings.ClientSecret is null)
            merged.Remove("secret");
        return differences.Count == 0
            ? new GuideStep(GuideAction.Keep, subject, [])
            : new GuideStep(GuideAction.Change, subject, differences) { Target = GuideTarget.Client, Representation = merged, Id = client["id"]!.ToString() };
    }

    async Task<GuideStep[]> PlanUser(CancellationToken ct)
    {
        if (settings.User is not { } user)
            return [];
        return await keycloak.Get($"{Realm}/users?exact=true&username={Uri.EscapeDataString(user.Username)}", ct) is JsonArray { Count: > 0 }
            ? [new GuideStep(GuideAction.Keep, user.ToString(), [])]
            : NewUser();
    }

    JsonObject NewRealm() => new() { ["realm"] = settings.Realm, ["enabled"] = true };

    JsonObject Wanted()
    {
        var client = new JsonObject
        {
            ["protocol"] = "openid-connect",
            ["clientId"] = settings.ClientId,
            ["enabled"] = true,
            ["publicClient"] = false,
            ["serviceAccountsEnabled"] = true,
            ["implicitFlowEnabled"] = true,
            ["standardFlowEnabled"] = true,
            ["directAccessGrantsEnabled"] = true,
            ["frontchannelLogout"] = true,
            ["rootUrl"] = settings.CatalogRoot,
            ["redirectUris"] = new JsonArray($"{settings.CatalogRoot}/*"),
            ["webOrigins"] = new JsonArray(settings.Catalog.GetLeftPart(UriPartial.Authority)),
            ["attributes"] = new JsonObject { ["post.logout.redirect.uris"] = $"{settings.CatalogRoot}/*" },
        };
        if (settings.ClientSecret is not null)
            client["secret"] = settings.ClientSecret;
        return client;
    }

    GuideStep[] NewUser() => settings.User is not { } user
        ? []
        : [Create(GuideTarget.User, user.ToString(), new JsonObject
        {
            ["username"] = user.Username,
            ["email"] = user.Email,
            ["emailVerified"] = true,
            ["firstName"] = user.FirstName,
            ["lastName"] = user.LastName,
            ["enabled"] = true,
            ["credentials"] = new JsonArray(new JsonObject { ["type"] = "password", ["value"] = user.Password, ["temporary"] = false }),
        })];

    static GuideStep Create(GuideTarget target, string subject, JsonObject representation) =>
        new(GuideAction.Create, subject, []) { Target = target, Representation = representation };

    static void MergeAttributes(JsonObject wanted, JsonObject merged, List<string> differences)
    {
        var attributes = merged["attributes"] as JsonObject ?? [];
        foreach (var (name, value) in wanted)
        {
            if (JsonNode.DeepEquals(value, attributes[name]))
                continue;
            differences.Add($"{name}: {attributes[name]?.ToJsonString() ?? "absent"} -> {value?.ToJsonString()}");
            attributes[name] = value?.DeepClone();
        }
        merged["attributes"] = attributes.DeepClone();
    }

    /// <summary>Addresses that somebody added stay; the ones that the guide needs are added.</summary>
    static void MergeList(string name, JsonArray wanted, JsonObject merged, List<string> differences)
    {
        var present = (merged[name] as JsonArray ?? []).Select(v => v?.ToString() ?? "").ToList();
        foreach (var value in wanted.Select(v => v!.ToString()).Where(v => !present.Contains(v)))
        {
            differences.Add($"{name}: + {value}");
            present.Add(value);
        }
        merged[name] = new JsonArray([.. present.Select(v => (JsonNode)v)]);
    }
}
