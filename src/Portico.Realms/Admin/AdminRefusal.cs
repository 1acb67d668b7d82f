namespace Portico.Realms.Admin;

/// <summary>
/// Ends an admin call with an answer, from however deep inside a transaction. House rule 28 wants values; here they would thread an answer through every lookup of every
/// handler, and the transaction must be undone anyway.
/// </summary>
sealed class AdminRefusal(AdminAnswer answer) : Exception(answer.Body?.ToJsonString())
{
    public AdminAnswer Answer { get; } = answer;
}
