namespace Portico.Server.Ui.Rendering;

static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "A page failed ({Id}, {Method} {Path})")]
    public static partial void PageFailed(ILogger log, string id, string method, string path, Exception exception);
}
