namespace Portico.Server.Ui.Reading;

/// <summary>What the viewer may do to one asset: a control that would be refused is not shown.</summary>
public sealed record Rights
{
    public bool EditDescription { get; init; }
    public bool EditOwners { get; init; }

    public static Rights None { get; } = new();
}
