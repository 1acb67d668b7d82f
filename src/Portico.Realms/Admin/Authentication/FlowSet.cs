using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin.Authentication;

/// <summary>
/// A copy of a realm's authentication flows in the format of exports, to read or to change and save. A flow names the flows below it by alias, an execution its settings too. Everything has an
/// id: what is built in and not stored gets one that follows from the realm and its place, so that it stays the same.
/// </summary>
sealed class FlowSet
{
    readonly JsonObject _document;
    readonly JsonArray _flows;
    readonly JsonArray _configs;

    FlowSet(string realmId, JsonObject document)
    {
        _document = document;
        _flows = List("authenticationFlows");
        _configs = List("authenticatorConfig");
        foreach (var flow in All)
        {
            flow["id"] ??= Id(realmId, flow.Text("alias")!);
            var at = 0;
            foreach (var execution in flow.Objects("authenticationExecutions"))
                execution["id"] ??= Id(realmId, $"{flow.Text("alias")}/{at++}");
        }
        foreach (var config in Configs)
            config["id"] ??= Id(realmId, $"config/{config.Text("alias")}");
    }

    JsonArray List(string name)
    {
        if (_document[name] is not JsonArray list)
            _document[name] = list = [];
        return list;
    }

    public IEnumerable<JsonObject> All => _flows.OfType<JsonObject>();

    public IEnumerable<JsonObject> Configs => _configs.OfType<JsonObject>();

    public static FlowSet Of(RealmSnapshot realm) => new(realm.Id, Flows.Of(realm).ToObject());

    public static FlowSet BuiltIn { get; } = new("", Resource.Get("flows.json").ToObject());

    /// <summary>The flows of a representation that is being imported.</summary>
    public static FlowSet Given(string realmId, JsonObject representation) => new(realmId, new JsonObject
    {
        ["authenticationFlows"] = representation["authenticationFlows"]?.DeepClone(), ["authenticatorConfig"] = representation["authenticatorConfig"]?.DeepClone(),
    });

    public JsonObject? ByAlias(string? alias) => All.FirstOrDefault(f => f.Text("alias") == alias);

    public JsonObject? ById(string? id) => All.FirstOrDefault(f => f.Text("id") == id);

    /// <summary>An execution with the flow that it is in.</summary>
    public (JsonObject Flow, JsonObject Execution)? Execution(string? id)
    {
        foreach (var flow in All)
        {
            if (flow.Objects("authenticationExecutions").FirstOrDefault(e => e.Text("id") == id) is { } execution)
                return (flow, execution);
        }
        return null;
    }

    public JsonObject? Config(string? id) => Configs.FirstOrDefault(c => c.Text("id") == id);

    public JsonObject? ConfigByAlias(string? alias) => alias is null ? null : Configs.FirstOrDefault(c => c.Text("alias") == alias);

    /// <summary>The flow below that an execution stands for, or null.</summary>
    public JsonObject? Below(JsonObject execution) => IsFlow(execution) ? ByAlias(execution.Text("flowAlias")) : null;

    public static bool IsFlow(JsonObject execution) => execution.Flag("authenticatorFlow") is true || execution.Flag("autheticatorFlow") is true;

    public static IReadOnlyList<JsonObject> Executions(JsonObject flow) => [.. flow.Objects("authenticationExecutions").OrderBy(Priority)];

    public static int Priority(JsonObject execution) => execution["priority"] is JsonValue value && value.TryGetValue<int>(out var priority) ? priority : 0;

    public JsonObject AddFlow(string alias, string? description, string providerId, bool topLevel)
    {
        var flow = new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["alias"] = alias };
        if (description is not null)
            flow["description"] = description;
        (flow["providerId"], flow["topLevel"], flow["builtIn"], flow["authenticationExecutions"]) = (providerId, topLevel, false, new JsonArray());
        _flows.Add(flow);
        return flow;
    }

    public JsonObject AddConfig(string alias, JsonObject? config)
    {
        var added = new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["alias"] = alias, ["config"] = Nodes.Settings(config) };
        _configs.Add(added);
        return added;
    }

    /// <summary>Copies a flow with everything below; what is below takes the copy's name before its own.</summary>
    public JsonObject Copy(JsonObject source, string alias)
    {
        var copy = AddFlow(alias, source.Text("description"), source.Text("providerId") ?? "basic-flow", topLevel: true);
        CopyExecutions(source, copy, alias);
        return copy;
    }

    void CopyExecutions(JsonObject source, JsonObject target, string prefix)
    {
        foreach (var given in Executions(source))
        {
            var execution = (JsonObject)given.DeepClone();
            execution["id"] = Guid.NewGuid().ToString();
            if (ConfigByAlias(execution.Text("authenticatorConfig")) is { } config)
                execution["authenticatorConfig"] = AddConfig($"{prefix} {config.Text("alias")}", config["config"] as JsonObject).Text("alias");
            if (Below(given) is { } below)
            {
                var child = AddFlow($"{prefix} {below.Text("alias")}", below.Text("description"), below.Text("providerId") ?? "basic-flow", topLevel: false);
                execution["flowAlias"] = child.Text("alias");
                CopyExecutions(below, child, prefix);
            }
            ((JsonArray)target["authenticationExecutions"]!).Add(execution);
        }
    }

    /// <summary>Removes a flow with everything below and their settings.</summary>
    public void Remove(JsonObject flow)
    {
        foreach (var execution in flow.Objects("authenticationExecutions").ToArray())
            RemoveExecution(flow, execution);
        _flows.Remove(flow);
    }

    public void RemoveExecution(JsonObject flow, JsonObject execution)
    {
        if (Below(execution) is { } below)
            Remove(below);
        if (ConfigByAlias(execution.Text("authenticatorConfig")) is { } config)
            _configs.Remove(config);
        ((JsonArray)flow["authenticationExecutions"]!).Remove(execution);
    }

    public void RemoveConfig(JsonObject config)
    {
        foreach (var execution in All.SelectMany(f => f.Objects("authenticationExecutions")).Where(e => e.Text("authenticatorConfig") == config.Text("alias")))
            execution.Remove("authenticatorConfig");
        _configs.Remove(config);
    }

    public void Save(RealmDraft draft) => draft.Put(ObjectKind.Document, Flows.Document, _document.DeepClone());

    /// <summary>A flow as it is served: its executions have no ids there.</summary>
    public static JsonObject View(JsonObject flow)
    {
        var view = (JsonObject)flow.DeepClone();
        foreach (var execution in view.Objects("authenticationExecutions"))
            execution.Remove("id");
        return view;
    }

    static string Id(string realmId, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{realmId}/{name}")).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }
}
