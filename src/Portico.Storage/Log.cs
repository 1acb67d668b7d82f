using Microsoft.Extensions.Logging;

namespace Portico.Storage;

static partial class Log
{
    [LoggerMessage(1001, LogLevel.Error, "A handler of notices on channel {Channel} failed")]
    public static partial void NoticeHandlerFailed(ILogger logger, string channel, Exception exception);

    [LoggerMessage(1002, LogLevel.Warning, "Listening for notices was interrupted; caches are told that anything may have changed")]
    public static partial void ListeningInterrupted(ILogger logger, Exception exception);

    [LoggerMessage(1003, LogLevel.Information, "Applied migration {Number} of {Module}")]
    public static partial void Migrated(ILogger logger, string module, int number);
}
