using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Model;

namespace Portico.Realms.Passwords;

/// <summary>The parameters of a stored password hash, read from a credential's two JSON texts; also the flat form of exports older than Keycloak 8.</summary>
sealed record PasswordHash
{
    const int MostIterations = 10_000_000;
    const long MostArgon2Work = 100L * Argon2.Iterations * Argon2.Memory;

    public required string Algorithm { get; init; }

    public required int Iterations { get; init; }

    public required byte[] Salt { get; init; }

    public required byte[] Value { get; init; }

    /// <summary>Argon2: KiB.</summary>
    public int Memory { get; init; }

    public int Parallelism { get; init; } = 1;

    /// <summary>Argon2: <c>id</c>, <c>i</c> or <c>d</c>.</summary>
    public string Type { get; init; } = "id";

    public string Version { get; init; } = "1.3";

    /// <summary>Whether somebody made it so costly that a sign-in would occupy the server: far beyond every default of Keycloak's, past or present.</summary>
    public bool IsBeyondMeasure => Iterations > MostIterations || (Algorithm == Argon2.Name && (long)Iterations * Memory > MostArgon2Work);

    /// <summary>Null when the credential is no password that can be read.</summary>
    public static PasswordHash? Read(Credential credential)
    {
        try
        {
            var data = Json.Parse(credential.Data);
            var secret = Json.Parse(credential.SecretData);
            if (data.Text("algorithm") is not { } algorithm || secret.Text("value") is not { } value)
                return null;
            var parameters = data.TextListMap("additionalParameters");
            string? Parameter(string name) => parameters.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
            return new PasswordHash
            {
                Algorithm = algorithm,
                Iterations = (int)Math.Clamp(data.Number("hashIterations"), 0, int.MaxValue),
                Salt = Convert.FromBase64String(secret.Text("salt") ?? ""),
                Value = Convert.FromBase64String(value),
                Memory = int.TryParse(Parameter("memory"), NumberStyles.None, CultureInfo.InvariantCulture, out var memory) ? memory : Argon2.Memory,
                Parallelism = int.TryParse(Parameter("parallelism"), NumberStyles.None, CultureInfo.InvariantCulture, out var parallelism) ? parallelism : 1,
                Type = Parameter("type") ?? "id",
                Version = Parameter("version") ?? "1.3",
            };
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    public (string Data, string Secret) Write()
    {
        var parameters = new JsonObject();
        if (Algorithm == Argon2.Name)
        {
            parameters["hashLength"] = new JsonArray(Value.Length.ToString(CultureInfo.InvariantCulture));
            parameters["memory"] = new JsonArray(Memory.ToString(CultureInfo.InvariantCulture));
            parameters["type"] = new JsonArray(Type);
            parameters["version"] = new JsonArray(Version);
            parameters["parallelism"] = new JsonArray(Parallelism.ToString(CultureInfo.InvariantCulture));
        }
        return (new JsonObject { ["hashIterations"] = Iterations, ["algorithm"] = Algorithm, ["additionalParameters"] = parameters }.ToJsonString(),
            new JsonObject { ["value"] = Convert.ToBase64String(Value), ["salt"] = Convert.ToBase64String(Salt), ["additionalParameters"] = new JsonObject() }.ToJsonString());
    }

    public override string ToString() => $"{Algorithm}, {Iterations} iterations";
}
