using Portico.Catalog.Documents;

namespace Portico.Server.Ui.Rendering;

/// <summary>The catalog's refusals as pages.</summary>
static class Refusals
{
    public static Answer Answer(Refusal refusal, string back = "/") => refusal.Kind switch
    {
        RefusalKind.NotFound => Rendering.Answer.NotFound(),
        RefusalKind.Forbidden => Rendering.Answer.Forbidden(refusal.Message),
        _ => Rendering.Answer.Page<Failures.RefusedPage>(("Reason", refusal.Message), ("Back", back)).WithStatus((int)refusal.Kind),
    };
}
