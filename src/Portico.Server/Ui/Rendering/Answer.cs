namespace Portico.Server.Ui.Rendering;

/// <summary>What a page handler answers: a component with its parameters, or another address.</summary>
sealed record Answer
{
    /// <summary>HTTP status.</summary>
    public int Status { get; private init; } = StatusCodes.Status200OK;

    /// <summary>The component to render; <c>null</c> for a redirect.</summary>
    public Type? Component { get; private init; }

    public IReadOnlyDictionary<string, object?> Parameters { get; private init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Where a redirect leads: an address of this site.</summary>
    public string? Location { get; private init; }

    public static Answer Page<T>(params (string Name, object? Value)[] parameters) => new()
    {
        Component = typeof(T),
        Parameters = parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
    };

    /// <summary>After a post: the browser goes on with a GET.</summary>
    public static Answer SeeOther(string location) => new() { Status = StatusCodes.Status303SeeOther, Location = location };

    public static Answer NotFound() => Page<Failures.NotFoundPage>().WithStatus(StatusCodes.Status404NotFound);

    /// <summary>The viewer may not do this; <paramref name="reason"/> is a sentence for people.</summary>
    public static Answer Forbidden(string reason) => Page<Failures.ForbiddenPage>(("Reason", reason)).WithStatus(StatusCodes.Status403Forbidden);

    public Answer WithStatus(int status) => this with { Status = status };
}
