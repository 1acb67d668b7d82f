using System.Globalization;
using System.Text.Json;
using Portico.Realms.Model;

namespace Portico.Realms.Mail;

/// <summary>A realm's <c>smtpServer</c>, with Keycloak's names and defaults.</summary>
sealed record MailServer
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>TLS from the first byte.</summary>
    public bool Ssl { get; init; }

    /// <summary>STARTTLS, and nothing without it.</summary>
    public bool StartTls { get; init; }

    public string? From { get; init; }

    public string? FromDisplayName { get; init; }

    public string? ReplyTo { get; init; }

    public string? ReplyToDisplayName { get; init; }

    /// <summary>The address that bounces go to.</summary>
    public string? EnvelopeFrom { get; init; }

    public bool Auth { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary><c>basic</c>, or <c>token</c>, which is not supported.</summary>
    public string AuthType { get; init; } = "basic";

    /// <summary>The server that the realm's settings name; null when they name none.</summary>
    public static MailServer? Of(RealmSnapshot realm) =>
        realm.Document.Member("smtpServer") is { } settings && Read(settings) is { } server ? server with { Password = realm.Secret?.Text("smtpPassword") } : null;

    public static MailServer? Read(JsonElement settings)
    {
        if (settings.ValueKind != JsonValueKind.Object)
            return null;
        string? Given(string name) => settings.Text(name)?.Trim() is { Length: > 0 } text ? text : null;
        var ssl = settings.Flag("ssl");
        if (Given("from") is null && Given("host") is null)
            return null;
        return new MailServer
        {
            Host = Given("host") ?? "localhost",
            Port = int.TryParse(Given("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : ssl ? 465 : 25,
            Ssl = ssl,
            StartTls = settings.Flag("starttls"),
            From = Given("from"),
            FromDisplayName = Given("fromDisplayName"),
            ReplyTo = Given("replyTo"),
            ReplyToDisplayName = Given("replyToDisplayName"),
            EnvelopeFrom = Given("envelopeFrom"),
            Auth = settings.Flag("auth"),
            User = Given("user"),
            Password = settings.Text("password"),
            AuthType = Given("authType") ?? "basic",
        };
    }

    /// <summary>Names no password.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
