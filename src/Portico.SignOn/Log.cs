using Microsoft.Extensions.Logging;

namespace Portico.SignOn;

static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "The realm {Issuer} is known, with {Keys} signing keys")]
    public static partial void RealmKnown(ILogger logger, string issuer, int keys);

    [LoggerMessage(3002, LogLevel.Warning, "The realm could not be read again; what is known of it stays in use. {Reason}")]
    public static partial void RealmNotRefreshed(ILogger logger, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "The realm at {Address} names itself {Issuer}; tokens must name it so")]
    public static partial void RealmNamesItselfOtherwise(ILogger logger, string address, string issuer);

    [LoggerMessage(3004, LogLevel.Warning, "The realm cannot be read yet; it is tried again with the next sign-in or token. {Reason}")]
    public static partial void RealmNotYetKnown(ILogger logger, string reason);

    [LoggerMessage(3005, LogLevel.Warning, "A sign-in failed: {Reason}")]
    public static partial void SignInFailed(ILogger logger, string reason);

    [LoggerMessage(3006, LogLevel.Information, "{Name} signed in")]
    public static partial void SignedIn(ILogger logger, string name);

    [LoggerMessage(3007, LogLevel.Information, "{Name} signed out")]
    public static partial void SignedOut(ILogger logger, string name);

    [LoggerMessage(3008, LogLevel.Information, "Created the account {Name} for subject {Subject} of {Issuer}")]
    public static partial void AccountCreated(ILogger logger, string name, string subject, string issuer);

    [LoggerMessage(3009, LogLevel.Warning, "The name {Wanted} belongs to another identity; subject {Subject} of {Issuer} is called {Given}")]
    public static partial void NameWasTaken(ILogger logger, string wanted, string subject, string issuer, string given);

    [LoggerMessage(3010, LogLevel.Information, "Session of {Account} ended: the provider no longer renews it ({Reason})")]
    public static partial void SessionNotRenewed(ILogger logger, Guid account, string reason);

    [LoggerMessage(3011, LogLevel.Warning, "The provider could not renew a session; it is asked again later. {Reason}")]
    public static partial void RenewalPostponed(ILogger logger, string reason);

    [LoggerMessage(3012, LogLevel.Information, "Made the signing key {Kid} of the catalog's own tokens")]
    public static partial void OwnKeyMade(ILogger logger, string kid);

    [LoggerMessage(3013, LogLevel.Warning, "Refused a changing request to {Path} with the session's cookie from another site ({Origin})")]
    public static partial void CrossSiteRefused(ILogger logger, string path, string origin);

    [LoggerMessage(3014, LogLevel.Error, "Background work of sign-on failed")]
    public static partial void BackgroundFailed(ILogger logger, Exception exception);

    [LoggerMessage(3015, LogLevel.Warning, "The provider could not be told of a sign-out. {Reason}")]
    public static partial void ProviderNotSignedOut(ILogger logger, string reason);
}
