using Microsoft.Extensions.Logging;

namespace Portico.Realms.Protocol;

static partial class Log
{
    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "Back-channel logout of client {Client} at {Url} was answered with {Status}.")]
    public static partial void LogoutRefused(ILogger log, string client, Uri url, int status);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "Back-channel logout of client {Client} at {Url} failed: {Reason}")]
    public static partial void LogoutFailed(ILogger log, string client, Uri url, string reason);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    public static partial void RequestFailed(ILogger log, string method, string path, Exception exception);

    [LoggerMessage(EventId = 3104, Level = LogLevel.Information, Message = "{Method} {Path} -> {Status}")]
    public static partial void Answered(ILogger log, string method, string path, int status);

    [LoggerMessage(EventId = 3106, Level = LogLevel.Warning, Message = "Realm {Realm}, client {Client}: the redirect URI '{Received}' was refused; registered are {Registered}.")]
    public static partial void RedirectRefused(ILogger log, string realm, string client, string received, string registered);

    [LoggerMessage(EventId = 3105, Level = LogLevel.Warning, Message = "Purging sessions that are over failed; it is tried again later.")]
    public static partial void PurgeFailed(ILogger log, Exception exception);
}
