using System.Text.Json;
using Portico.Realms.Defaults;
using Portico.Realms.Model;

namespace Portico.Realms.Admin.Authentication;

/// <summary>
/// A provider that an execution of a flow may name: an authenticator, a form or an action of a form, or a way for clients to authenticate. That it is known says what consoles show of it, not
/// that sign-ins use it; see <see cref="FlowBindings"/>.
/// </summary>
sealed record AuthenticatorKind(string Id, string Name, string Help, string Type, IReadOnlyList<string> Choices, IReadOnlyList<string>? Settings)
{
    static readonly Dictionary<string, AuthenticatorKind> s_kinds = Resource.Get("authenticators.json").EnumerateArray().Select(Read).ToDictionary(k => k.Id, StringComparer.Ordinal);

    public static IReadOnlyCollection<AuthenticatorKind> All => s_kinds.Values;

    /// <summary>What an execution may require when its provider says nothing else.</summary>
    public static IReadOnlyList<string> AnyChoice { get; } = ["REQUIRED", "ALTERNATIVE", "DISABLED"];

    /// <summary>Whether there is anything to configure.</summary>
    public bool Configurable => Settings is not null;

    public static AuthenticatorKind? Find(string? id) => id is null ? null : s_kinds.GetValueOrDefault(id);

    static AuthenticatorKind Read(JsonElement kind) => new(kind.Text("id")!, kind.Text("name")!, kind.Text("help")!, kind.Text("kind")!,
        [.. kind.Text("choices")!.Select(c => c switch { 'R' => "REQUIRED", 'A' => "ALTERNATIVE", _ => "DISABLED" })], kind.Member("settings") is null ? null : kind.Texts("settings"));
}
