using System.Text.Json.Nodes;

namespace Portico.Keycloak.Guide;

/// <summary>What a step of the plan does.</summary>
public enum GuideAction
{
    /// <summary>It is as the guide wants it.</summary>
    Keep,

    /// <summary>It is missing and will be made.</summary>
    Create,

    /// <summary>It differs and will be changed.</summary>
    Change,
}

/// <summary>One step of the guide as it applies to a server: what it is about and what differs, for people.</summary>
/// <param name="Action">What will be done.</param>
/// <param name="Subject">What it is done to, for example <c>client 'open-metadata'</c>.</param>
/// <param name="Differences">The members that differ; empty unless <see cref="GuideAction.Change"/>.</param>
public sealed record GuideStep(GuideAction Action, string Subject, IReadOnlyList<string> Differences)
{
    internal GuideTarget Target { get; init; }

    /// <summary>The whole representation to send.</summary>
    internal JsonObject? Representation { get; init; }

    /// <summary>The id of what is changed.</summary>
    internal string? Id { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Differences.Count == 0 ? $"{Action} {Subject}" : $"{Action} {Subject}: {string.Join("; ", Differences)}";
}

enum GuideTarget
{
    Realm,
    Client,
    User,
}
