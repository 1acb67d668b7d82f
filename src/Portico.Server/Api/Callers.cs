using Portico.Catalog.Policies;

namespace Portico.Server.Api;

/// <summary>Who calls the API: the subject that authentication left with the request.</summary>
static class Callers
{
    /// <summary>The caller, or <c>null</c> for a stranger.</summary>
    public static ValueTask<Subject?> Find(HttpContext http) => ValueTask.FromResult(http.Features.Get<Subject>());
}
