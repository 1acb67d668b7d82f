namespace Portico.Catalog.Types;

/// <summary>What contains an entity and gives its name a prefix.</summary>
/// <param name="Member">The create request's member that names it: by fully qualified name, or (older clients) by a reference.</param>
/// <param name="Type">Its entity type.</param>
/// <param name="Optional">Whether the request may go without it.</param>
sealed record Container(string Member, string Type, bool Optional = false)
{
    /// <summary>Whether the entity shows it as a reference under <see cref="Member"/>.</summary>
    public bool Shown { get; init; } = true;
}
