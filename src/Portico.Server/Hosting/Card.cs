using System.Diagnostics;
using System.Globalization;

namespace Portico.Server.Hosting;

/// <summary>What a start tells the person at the terminal.</summary>
static class Card
{
    /// <summary>Seconds since the process began.</summary>
    public static string Elapsed()
    {
        using var process = Process.GetCurrentProcess();
        return (TimeProvider.System.GetUtcNow() - new DateTimeOffset(process.StartTime)).TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
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
