using Microsoft.AspNetCore.Http;

namespace Portico.Realms.Admin;

/// <summary>
/// The seam to the token side: checks the request's bearer access token (issuing realm from its <c>iss</c>, signature, expiry, not-before, session alive, user enabled)
/// and names its owner; null means 401. Roles are judged by the admin API, from the user as read now.
/// </summary>
delegate ValueTask<AdminCaller?> AdminAuthentication(HttpContext context);
