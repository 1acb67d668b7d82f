using Microsoft.Extensions.Logging;

namespace Portico.Catalog.Policies;

static partial class Log
{
    [LoggerMessage(EventId = 2101, Level = LogLevel.Debug, Message = "Refused on {ResourceType}: {Reason}")]
    public static partial void Refused(ILogger logger, string resourceType, string reason);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Error, Message = "Policy {Policy}, rule {Rule}: the condition cannot be understood ({Reason}); the rule allows nothing and denies everything it speaks of")]
    public static partial void UnreadableCondition(ILogger logger, string policy, string rule, string reason);
}
