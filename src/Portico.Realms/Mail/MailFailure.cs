namespace Portico.Realms.Mail;

/// <summary>Why a mail was not sent: an error id and a sentence. A failure that is not final may be gone at the next attempt.</summary>
sealed record MailFailure(string Id, string Reason, bool IsFinal)
{
    public override string ToString() => $"{Id}: {Reason}";
}
