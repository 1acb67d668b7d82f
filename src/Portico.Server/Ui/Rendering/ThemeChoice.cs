namespace Portico.Server.Ui.Rendering;

/// <summary>The choice of colours, remembered in the browser: it needs no account, and the server knows it before it renders.</summary>
static class ThemeChoice
{
    const string Cookie = "portico-theme";

    /// <summary><c>light</c>, <c>dark</c>, or empty: as the system says.</summary>
    public static string Of(HttpContext http) => http.Request.Cookies[Cookie] is ("light" or "dark") and var theme ? theme : "";

    /// <summary>Answers the form of the switch.</summary>
    public static async Task<Answer> Keep(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var options = new CookieOptions { Path = "/", MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps };
        if (form["theme"].ToString() is ("light" or "dark") and var theme)
            http.Response.Cookies.Append(Cookie, theme, options);
        else
            http.Response.Cookies.Delete(Cookie, options);
        return Answer.SeeOther(Addresses.LocalOrHome(form["return"]));
    }
}
