using System.Text.Json.Serialization;

namespace Portico.Server.Hosting;

/// <summary>What the first start decided and every later one needs.</summary>
sealed record InstallationState
{
    /// <summary>Secret of the catalog's client on the embedded provider.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>Catalog addresses that the client on the embedded provider was last set up for.</summary>
    public string? CatalogAddress { get; init; }

    /// <summary>Whether the bundled sample was ingested, or declined.</summary>
    public bool SampleDone { get; init; }

    /// <summary>The passwords of a first start that has not shown its card yet: a start that was cut off goes on with them. Forgotten once they were shown.</summary>
    public FirstPasswords? Pending { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"InstallationState (secrets withheld, catalog {CatalogAddress})";
}

/// <summary>The passwords that a first start gives out.</summary>
/// <param name="Administrator">Of <c>admin</c> in realm <c>master</c>.</param>
/// <param name="User">Of <c>admin-user</c> in realm <c>data-sec</c>.</param>
sealed record FirstPasswords(string Administrator, string User)
{
    /// <inheritdoc/>
    public override string ToString() => "FirstPasswords (withheld)";
}

[JsonSerializable(typeof(InstallationState))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
sealed partial class StateJson : JsonSerializerContext;
