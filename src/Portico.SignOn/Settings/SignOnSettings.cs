namespace Portico.SignOn;

/// <summary>OpenMetadata's settings of authentication and authorization, read from the environment and, when there is one, an openmetadata.yaml.</summary>
public sealed class SignOnSettings
{
    /// <summary>Whether they name a realm and a client: then there is no need of the embedded provider.</summary>
    public bool NamesProvider { get; init; }

    /// <summary>One line for every value that was ignored or read differently from how it was written. To be logged once, at start.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// Reads them: every value is text substitution first and YAML second, as OpenMetadata does. Fails with <see cref="SignOnException"/>
    /// (<see cref="Errors.BadSetting"/>) that names all impossible values.
    /// </summary>
    public static SignOnSettings Read(IReadOnlyDictionary<string, string> environment, string? yaml = null) => new();

    /// <summary>The basis with everything that the settings say: of the embedded realm when they name no provider, or with a placeholder realm when they do.</summary>
    public SignOnOptions Apply(SignOnOptions basis) => NamesProvider ? basis : basis with { };

    /// <summary>Options of the provider that the settings name (<see cref="NamesProvider"/>).</summary>
    /// <param name="keyFile">See <see cref="SignOnOptions.KeyFile"/>.</param>
    /// <param name="publicUrl">Address of the catalog unless the settings name one (<c>OIDC_SERVER_URL</c>, <c>AUTHENTICATION_CALLBACK_URL</c>).</param>
    public SignOnOptions ToOptions(string keyFile, string? publicUrl) => throw new NotSupportedException();
}
