using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Portico.Realms.Outbound;

namespace Portico.Realms.Mail;

/// <summary>Sends mail through the server that a realm's settings name. The server's certificate must be good, and credentials are not sent where the server does not know the login.</summary>
sealed class Mailer(OutboundCalls outbound)
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Sends one mail to one address; null when the server took it.</summary>
    public async Task<MailFailure?> Send(MailServer? server, string to, Letter letter, CancellationToken ct)
    {
        if (server?.From is not { } from || !MailboxAddress.TryParse(from, out var sender))
            return new MailFailure(Errors.MailNotConfigured, $"Invalid sender address '{server?.From ?? "null"}'.", true);
        if (!MailboxAddress.TryParse(to, out var recipient))
            return new MailFailure(Errors.MailRefused, $"Invalid recipient address '{to}'.", true);
        if (server.Auth && server.AuthType != "basic")
            return new MailFailure(Errors.NotSupported, $"Logging in to a mail server by '{server.AuthType}' is not supported.", true);
        using var message = new MimeMessage();
        sender.Name = server.FromDisplayName ?? "";
        message.From.Add(sender);
        message.To.Add(recipient);
        if (server.ReplyTo is { } replyTo && MailboxAddress.TryParse(replyTo, out var answerTo))
        {
            answerTo.Name = server.ReplyToDisplayName ?? "";
            message.ReplyTo.Add(answerTo);
        }
        message.Subject = string.Concat(letter.Subject.Select(c => char.IsControl(c) ? ' ' : c));
        message.Body = new BodyBuilder { TextBody = letter.Text, HtmlBody = letter.Html }.ToMessageBody();
        var envelope = server.EnvelopeFrom is { } bounces && MailboxAddress.TryParse(bounces, out var named) ? named : sender;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_patience);
        try
        {
            await Deliver(server, message, envelope, recipient, limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new MailFailure(Errors.MailUnreachable, $"{server} did not answer in time.", false);
        }
        catch (Exception e) when (e is UnreachableException or SocketException or IOException or SslHandshakeException or NotSupportedException or AuthenticationException or ServiceNotAuthenticatedException or CommandException or ProtocolException)
        {
            return Failure(server, e);
        }
    }

    async Task Deliver(MailServer server, MimeMessage message, MailboxAddress envelope, MailboxAddress recipient, CancellationToken ct)
    {
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        var socket = await outbound.Connect(server.Host, server.Port, ct);
        await client.ConnectAsync(new NetworkStream(socket, ownsSocket: true), server.Host, server.Port,
            server.Ssl ? SecureSocketOptions.SslOnConnect : server.StartTls ? SecureSocketOptions.StartTls : SecureSocketOptions.None, ct);
        if (server.Auth)
            await client.AuthenticateAsync(server.User ?? "", server.Password ?? "", ct);
        await client.SendAsync(message, envelope, [recipient], ct);
        await client.DisconnectAsync(quit: true, ct);
    }

    static MailFailure Failure(MailServer server, Exception e) => e switch
    {
        UnreachableException => new(Errors.AddressRefused, e.Message, true),
        SslHandshakeException => new(Errors.MailUnreachable, $"{server} shows no certificate that this machine trusts, or speaks no TLS on that port.", false),
        NotSupportedException => new(Errors.MailUnreachable, $"{server} does not offer what the settings demand (STARTTLS, or a login): {e.Message}", true),
        AuthenticationException or ServiceNotAuthenticatedException => new(Errors.MailRefused, $"{server} refused the login of '{server.User}'.", false),
        SmtpCommandException refused => new(Errors.MailRefused, $"{server} refused the mail: {(int)refused.StatusCode} {Line(refused.Message)}", (int)refused.StatusCode >= 500),
        _ => new(Errors.MailUnreachable, $"{server} cannot be reached: {Line(e.Message)}", false),
    };

    static string Line(string text) => string.Concat(text.Take(200).Select(c => char.IsControl(c) ? ' ' : c));
}
