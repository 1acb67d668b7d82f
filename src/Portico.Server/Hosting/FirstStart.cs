using System.Security.Cryptography;
using Portico.Keycloak;
using Portico.Keycloak.Guide;

namespace Portico.Server.Hosting;

/// <summary>
/// What only a first start does: choose passwords and the client's secret, and configure the embedded provider as the single sign-on guide says, through the same
/// admin REST API that a Keycloak elsewhere would be configured with. Every step can be repeated, so a start that was cut off is gone on with by the next.
/// </summary>
static class FirstStart
{
    /// <summary>The realm of the catalog's people on the embedded provider.</summary>
    public const string Realm = "data-sec";

    /// <summary>The catalog's client.</summary>
    public const string ClientId = "open-metadata";

    /// <summary>The first user: administrator of the catalog.</summary>
    public const string UserName = "admin-user";

    public const string AdministratorPasswordVariable = "PORTICO_ADMIN_PASSWORD";
    public const string UserPasswordVariable = "PORTICO_USER_PASSWORD";
    public const string ClientSecretVariable = "PORTICO_CLIENT_SECRET";

    // Without letters and digits that look alike: the passwords are read off a terminal.
    const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>What an earlier start decided, or the decisions of this first one, which are on disk before anything is built on them.</summary>
    public static InstallationState Decide(DataFolder folder)
    {
        if (folder.ReadState() is { } state)
            return state;
        state = new InstallationState
        {
            ClientSecret = Preset(ClientSecretVariable) ?? RandomNumberGenerator.GetString(Alphabet, 40),
            Pending = new FirstPasswords(
                Preset(AdministratorPasswordVariable) ?? RandomNumberGenerator.GetString(Alphabet, 16),
                Preset(UserPasswordVariable) ?? RandomNumberGenerator.GetString(Alphabet, 16)),
        };
        folder.WriteState(state);
        return state;
    }

    /// <summary>Whether the environment chose a value, which then need not be shown.</summary>
    public static bool IsPreset(string variable) => Preset(variable) is not null;

    /// <summary>Configures realm, client and user; nothing when they are as they should be. Fails with <see cref="StartException"/>.</summary>
    public static async Task Configure(Uri provider, Uri catalog, InstallationState state, AdminApi keycloak, CancellationToken ct)
    {
        var guide = new SsoGuide(keycloak, new GuideSettings
        {
            Realm = Realm,
            ClientId = ClientId,
            ClientSecret = state.Pending is null ? null : state.ClientSecret,
            Catalog = catalog,
            User = state.Pending is { } passwords ? new GuideUser { Username = UserName, Password = passwords.User } : null,
        });
        try
        {
            await guide.Apply(await guide.Plan(ct), ct);
        }
        catch (KeycloakException e)
        {
            throw new StartException(Errors.FirstStart, $"The embedded provider at {provider} could not be configured. {e.Message}", e);
        }
    }

    static string? Preset(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
