namespace Portico.Realms.Admin;

/// <summary>A body that is not of the expected shape; names the unknown member, or null when a member has the wrong type.</summary>
sealed class ShapeException(string? unknownMember) : Exception(unknownMember ?? "wrong type")
{
    public string? UnknownMember { get; } = unknownMember;
}
