using Portico.Realms.Model;

namespace Portico.Realms.Protocol;

/// <summary>A token request after the shared phases: the client is authenticated, the form is read.</summary>
sealed record TokenCall(Call Call, Client Client, Parameters Form)
{
    /// <summary>What the event log will say.</summary>
    public Trail Trail { get; } = new(Call.Realm);

    public RealmSnapshot Realm => Call.Realm;

    public Provider Provider => Call.Provider;

    public long Now => Call.Now;

    public CancellationToken Aborted => Call.Aborted;
}
