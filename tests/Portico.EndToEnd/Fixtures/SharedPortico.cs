using Portico.EndToEnd.Fixtures;

[assembly: AssemblyFixture(typeof(SharedPortico))]

namespace Portico.EndToEnd.Fixtures;

/// <summary>One running system with the bundled sample, for the tests that leave it as they found it; started by the first that asks.</summary>
public sealed class SharedPortico : IAsyncDisposable
{
    readonly Lazy<Task<PorticoServer>> _server = new(() => PorticoServer.Start(new PorticoOptions { Sample = true }));

    /// <summary>The running system.</summary>
    public Task<PorticoServer> Server => _server.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}
