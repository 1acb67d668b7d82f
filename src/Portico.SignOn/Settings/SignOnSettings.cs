using Portico.SignOn.Settings;

namespace Portico.SignOn;

/// <summary>OpenMetadata's settings of authentication and authorization, read from the environment and, when there is one, an openmetadata.yaml.</summary>
public sealed class SignOnSettings
{
    readonly Func<SignOnOptions, SignOnOptions> _apply;
    readonly SettingsProvider? _provider;

    SignOnSettings(Func<SignOnOptions, SignOnOptions> apply, SettingsProvider? provider, IReadOnlyList<string> notes) => (_apply, _provider, Notes) = (apply, provider, notes);

    /// <summary>Whether they name a realm and a client: then there is no need of the embedded provider.</summary>
    public bool NamesProvider => _provider is not null;

    /// <summary>One line for every value that was ignored or read differently from how it was written. To be logged once, at start.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// Reads them: every value is text substitution first and YAML second, as OpenMetadata does. Fails with <see cref="SignOnException"/>
    /// (<see cref="Errors.BadSetting"/>) that names all impossible values.
    /// </summary>
    public static SignOnSettings Read(IReadOnlyDictionary<string, string> environment, string? yaml = null)
    {
        var problems = new List<string>();
        var notes = new List<string>();
        var source = new SettingsSource(environment, yaml, problems, notes);
        var provider = SettingsProvider.Read(source, problems, notes);
        var apply = SettingsApplied.Read(source, problems, notes);
        return problems.Count == 0
            ? new SignOnSettings(apply, provider, notes)
            : throw new SignOnException(Errors.BadSetting, $"Settings that are impossible: {string.Join("; ", problems)}.");
    }

    /// <summary>The options with everything that the settings say beside the provider: flow, names, administrators, domains, sessions.</summary>
    public SignOnOptions Apply(SignOnOptions basis) => _apply(basis);

    /// <summary>Options of the provider that the settings name (<see cref="NamesProvider"/>).</summary>
    /// <param name="keyFile">See <see cref="SignOnOptions.KeyFile"/>.</param>
    /// <param name="publicUrl">Address of the catalog unless the settings name one (<c>OIDC_SERVER_URL</c>, <c>OIDC_CALLBACK</c>, <c>AUTHENTICATION_CALLBACK_URL</c>).</param>
    public SignOnOptions ToOptions(string keyFile, string? publicUrl)
    {
        var provider = _provider ?? throw new InvalidOperationException("The settings name no provider.");
        return Apply(new SignOnOptions
        {
            RealmUrl = provider.RealmUrl,
            BackchannelRealmUrl = provider.BackchannelRealmUrl,
            ClientId = provider.ClientId,
            ClientSecret = provider.ClientSecret,
            PublicUrl = publicUrl,
            KeyFile = keyFile,
        });
    }
}
