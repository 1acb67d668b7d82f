using Portico.Catalog.Policies;
using Portico.SignOn;

namespace Portico.Server.Identity;

/// <summary>From who calls (sign-on) to who acts (the catalog).</summary>
static class SubjectExtensions
{
    /// <summary>After sign-on: takes the caller's subject, once for a request. A caller whose user is gone is nobody.</summary>
    public static IApplicationBuilder UseSubjects(this IApplicationBuilder app)
    {
        var authorizer = app.ApplicationServices.GetRequiredService<Authorizer>();
        return app.Use(next => context =>
        {
            if (context.GetCaller() is not { } caller)
                return next(context);
            var finding = authorizer.Find(caller.AccountId, context.RequestAborted);
            return finding.IsCompletedSuccessfully ? Go(next, context, finding.Result) : Wait(next, context, finding);
        });
    }

    /// <summary>Who acts; <c>null</c> for nobody known.</summary>
    public static Subject? GetSubject(this HttpContext context) => context.Features.Get<Subject>();

    static async Task Wait(RequestDelegate next, HttpContext context, ValueTask<Subject?> finding) => await Go(next, context, await finding);

    static Task Go(RequestDelegate next, HttpContext context, Subject? subject)
    {
        if (subject is null)
        {
            context.Response.Headers.WWWAuthenticate = "om-auth";
            return Answers.Refused(context, StatusCodes.Status401Unauthorized, "Not Authorized! The user of this token does not exist or was deleted");
        }
        context.Features.Set(subject);
        return next(context);
    }
}
