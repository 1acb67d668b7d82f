namespace Portico.SignOn.Bearer;

/// <summary>Why a request is not let in; texts that OpenMetadata's clients match on.</summary>
static class BearerRefusal
{
    public const string NoToken = "Not Authorized! Token not present";
    public const string Expired = "Expired token!";
    public const string LoggedOut = "Invalid token, used after logout!";
    public const string NotBotsToken = "The given token does not match the current bot's token!";
    public const string NotPersonal = "Invalid personal access token!";

    /// <summary>The text for any other reason.</summary>
    public static string Because(string reason) => reason is NoToken or Expired or LoggedOut or NotBotsToken or NotPersonal ? reason : $"Not Authorized! {reason}";
}
