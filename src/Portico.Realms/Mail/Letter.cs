namespace Portico.Realms.Mail;

/// <summary>What a mail says, in both of its forms.</summary>
sealed record Letter(string Subject, string Text, string Html);
