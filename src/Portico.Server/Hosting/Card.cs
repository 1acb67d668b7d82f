using System.Diagnostics;
using System.Globalization;

namespace Portico.Server.Hosting;

/// <summary>What a start tells the person at the terminal.</summary>
static class Card
{
    /// <summary>When a script became this program, in seconds since 1970: a process keeps its age when it does, and the script may have built for a minute before.</summary>
    const string StartedVariable = "PORTICO_STARTED_AT";

    /// <summary>Seconds since the program was started.</summary>
    public static string Elapsed()
    {
        using var process = Process.GetCurrentProcess();
        return Elapsed(new DateTimeOffset(process.StartTime), Environment.GetEnvironmentVariable(StartedVariable), TimeProvider.System.GetUtcNow());
    }

    /// <summary>From the later of the process's own start and what the script says, when that is a time that has been.</summary>
    internal static string Elapsed(DateTimeOffset process, string? script, DateTimeOffset now)
    {
        var began = double.TryParse(script, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e10
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : process;
        return (now - (began > process && began <= now ? began : process)).TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>An address as people type it.</summary>
    public static string Plain(Uri address) => address.AbsoluteUri.TrimEnd('/');

    /// <summary>The card of a first start: shown once.</summary>
    public static string First(Uri catalog, Uri provider, InstallationState state, FirstPasswords passwords) =>
        $"""

        Portico is ready in {Elapsed()} s.

          Catalog             {Plain(catalog)}
                              sign in as {FirstStart.UserName} / {Shown(passwords.User, FirstStart.UserPasswordVariable)}
          Identity provider   {Plain(provider)}   realm {FirstStart.Realm}
                              administrator (realm master): admin / {Shown(passwords.Administrator, FirstStart.AdministratorPasswordVariable)}
          Client              {FirstStart.ClientId} / {Shown(state.ClientSecret, FirstStart.ClientSecretVariable)}

        Passwords and secret are shown this once. Next, ingest a database of yours:

          {(FirstStart.IsPreset(FirstStart.ClientSecretVariable) ? "" : $"export {FirstStart.ClientSecretVariable}={state.ClientSecret}\n  ")}./metadata ingest -c examples/keycloak-sso.yaml

        """;

    /// <summary>What every later start says.</summary>
    public static string Later(Uri catalog, Uri? provider) =>
        $"Portico is ready in {Elapsed()} s: catalog {Plain(catalog)}{(provider is null ? "" : $", identity provider {Plain(provider)}")}";

    static string Shown(string secret, string variable) => FirstStart.IsPreset(variable) ? $"as preset by {variable}" : secret;
}
