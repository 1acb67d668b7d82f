namespace Portico.Ingestion.Workflows;

/// <summary>Something wrong in a workflow file, and where.</summary>
/// <param name="Id">One of <see cref="Errors"/>.</param>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">From 1; 0 when the problem has no place in the file.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
/// <param name="Message">One or two sentences, without secrets.</param>
public sealed record Problem(string Id, string File, int Line, int Column, string Message)
{
    /// <summary><c>file:line:column: id: message</c>, which editors turn into a link.</summary>
    public override string ToString() => Line == 0 ? $"{File}: {Id}: {Message}" : $"{File}:{Line}:{Column}: {Id}: {Message}";
}
