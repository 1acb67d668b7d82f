using Portico.EndToEnd.Fixtures;

[assembly: AssemblyFixture(typeof(SharedProvider))]

namespace Portico.EndToEnd.Fixtures;

/// <summary>One provider for the tests with clients of others; started by the first that asks.</summary>
public sealed class SharedProvider : IAsyncDisposable
{
    readonly Lazy<Task<ProviderServer>> _server = new(ProviderServer.Start);

    /// <summary>The running provider.</summary>
    public Task<ProviderServer> Server => _server.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}
