using Microsoft.Extensions.Logging;

namespace Portico.Realms.Protocol;

static partial class Log
{
    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = Errors.NotDelivered + ": {Kind} was given up after {Attempts} attempts: {Reason}")]
    public static partial void NotDelivered(ILogger log, string kind, long attempts, string reason);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "{Kind}, attempt {Attempts}: {Reason} It is tried again in {Seconds} s.")]
    public static partial void DeliveryPostponed(ILogger log, string kind, long attempts, string reason, long seconds);

    [LoggerMessage(EventId = 3107, Level = LogLevel.Error, Message = "Sending what waits in the outbox failed; it is tried again.")]
    public static partial void OutboxFailed(ILogger log, Exception exception);

    [LoggerMessage(EventId = 3111, Level = LogLevel.Warning, Message = Errors.PublishedSecrets + ": REALM {Realm} KEEPS WHAT IS PUBLISHED ({What}). Anybody can make its tokens. Replace it: portico realms rotate-published")]
    public static partial void SecretsPublished(ILogger log, string realm, string what);

    [LoggerMessage(EventId = 3110, Level = LogLevel.Warning, Message = "Realm {Realm}, client {Client}: its keys cannot be read. {Address} {Reason}.")]
    public static partial void ClientKeysFailed(ILogger log, string realm, string client, string address, string reason);

    [LoggerMessage(EventId = 3109, Level = LogLevel.Warning, Message = Errors.UpstreamFailed + ": realm {Realm}, identity provider {Alias}: {Reason}.")]
    public static partial void BrokerFailed(ILogger log, string realm, string alias, string reason);

    [LoggerMessage(EventId = 3108, Level = LogLevel.Warning, Message = "Realm {Realm} could not send mail. {Failure}")]
    public static partial void MailFailed(ILogger log, string realm, string failure);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    public static partial void RequestFailed(ILogger log, string method, string path, Exception exception);

    [LoggerMessage(EventId = 3104, Level = LogLevel.Information, Message = "{Method} {Path} -> {Status}")]
    public static partial void Answered(ILogger log, string method, string path, int status);

    [LoggerMessage(EventId = 3106, Level = LogLevel.Warning, Message = "Realm {Realm}, client {Client}: the redirect URI '{Received}' was refused; registered are {Registered}.")]
    public static partial void RedirectRefused(ILogger log, string realm, string client, string received, string registered);

    [LoggerMessage(EventId = 3105, Level = LogLevel.Warning, Message = "Purging sessions that are over failed; it is tried again later.")]
    public static partial void PurgeFailed(ILogger log, Exception exception);

    [LoggerMessage(EventId = 3112, Level = LogLevel.Warning, Message = "The notice to {Url} did not arrive: {Reason}")]
    public static partial void NoticeFailed(ILogger log, Uri url, string reason);
}
