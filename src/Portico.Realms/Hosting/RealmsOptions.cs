using Microsoft.Extensions.Logging;
using Portico.Storage;

namespace Portico.Realms;

/// <summary>What the identity provider needs to start.</summary>
public sealed record RealmsOptions
{
    /// <summary>Where realms, users and sessions live.</summary>
    public required DatabaseOptions Database { get; init; }

    /// <summary>Path of the file that holds the key protecting the realms' private keys; made when missing, readable by its owner only.</summary>
    public required string KeyFile { get; init; }

    /// <summary>The address to listen on: <c>localhost</c> is both loopback addresses, <c>*</c> every address, else an IP address.</summary>
    public string Bind { get; init; } = "localhost";

    /// <summary>The TCP port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The password of realm master's user <c>admin</c>, used only when this start creates it; <c>null</c> makes one.</summary>
    public string? AdminPassword { get; init; }

    /// <summary>Folder of the lists that password policies name (<c>passwordBlacklist(FILE)</c>); by default <c>password-blacklists</c> beside the key file.</summary>
    public string BlacklistFolder { get => field ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(KeyFile))!, "password-blacklists"); init; }

    /// <summary>Realm exports to import at start, files or folders; realms that exist already are left as they are.</summary>
    public IReadOnlyList<string> ImportRealms { get; init; } = [];

    /// <summary>Where the provider goes when a realm's settings say so; <c>null</c> is <see cref="Realms.Reach.Loopback"/> while it listens on loopback, else <see cref="Realms.Reach.Private"/>.</summary>
    public Reach? Reach { get; init; }

    /// <summary>Logs requests and their refusals.</summary>
    public bool Verbose { get; init; }

    /// <summary>Adds log providers; by default warnings and errors go to the console.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Names no secrets.</summary>
    public override string ToString() => $"identity provider on {Bind}:{Port}, {Database}";
}
