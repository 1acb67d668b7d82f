namespace Portico.Server.Api;

/// <summary>Settings of the API.</summary>
sealed record ApiSettings
{
    /// <summary>The version that <c>/system/version</c> answers; older clients demand their own.</summary>
    public string Version { get; init; } = SystemEndpoints.ApiVersion;
}
