namespace Portico.Server.Hosting;

static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Note}")]
    public static partial void Setting(ILogger logger, string note);
}
