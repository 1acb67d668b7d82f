using System.Text;
using OtpNet;
using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Store;

namespace Portico.Realms.Protocol.Login;

/// <summary>One-time passwords of authenticator apps (RFC 6238), stored as Keycloak stores them: the seed's characters are the key's bytes.</summary>
static class OneTimePasswords
{
    const int SeedLength = 20;
    const string SeedCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static bool Has(RealmUser user) => user.Credentials.Any(c => c.Type == "otp");

    public static string NewSeed() => System.Security.Cryptography.RandomNumberGenerator.GetString(SeedCharacters, SeedLength);

    /// <summary>What an app is given: base32 of the seed's bytes.</summary>
    public static string Base32(string seed) => Base32Encoding.ToString(Encoding.UTF8.GetBytes(seed)).TrimEnd('=');

    public static string Uri(Call call, RealmUser user, string seed)
    {
        var settings = call.Realm.Settings;
        var issuer = System.Uri.EscapeDataString(settings.DisplayName is { Length: > 0 } name ? name : call.Realm.Name);
        return $"otpauth://totp/{issuer}:{System.Uri.EscapeDataString(user.Username)}?secret={Base32(seed)}&digits={settings.OtpPolicyDigits}&algorithm={settings.OtpPolicyAlgorithm.Replace("Hmac", "", StringComparison.Ordinal)}&issuer={issuer}&period={settings.OtpPolicyPeriod}";
    }

    /// <summary>Whether a code fits a seed by the realm's policy, for setting an app up.</summary>
    public static bool Fits(Call call, string seed, string? code)
    {
        var settings = call.Realm.Settings;
        return Fits(call, seed, code, settings.OtpPolicyAlgorithm, settings.OtpPolicyDigits, settings.OtpPolicyPeriod, out _);
    }

    public static Task Add(Call call, RealmUser user, string seed, string? label, CancellationToken ct)
    {
        var settings = call.Realm.Settings;
        return call.Provider.Realms.Users.PutCredential(call.Realm, user.Id, new Credential
        {
            Id = Guid.NewGuid().ToString(),
            Type = "otp",
            UserLabel = string.IsNullOrEmpty(label) ? null : label,
            CreatedAt = call.Provider.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            Data = $$"""{"subType":"{{settings.OtpPolicyType}}","digits":{{settings.OtpPolicyDigits}},"counter":0,"period":{{settings.OtpPolicyPeriod}},"algorithm":"{{settings.OtpPolicyAlgorithm}}"}""",
            SecretData = $$"""{"value":"{{seed}}"}""",
            Priority = UserStore.NextPriority(user),
        }, ct);
    }

    /// <summary>Whether the code is that of one of the user's apps now, and was not used before.</summary>
    public static async Task<bool> Verify(Call call, RealmUser user, string? code, CancellationToken ct)
    {
        foreach (var credential in user.Credentials.Where(c => c.Type == "otp"))
        {
            var data = Json.Parse(credential.Data);
            if (Json.Parse(credential.SecretData).Text("value") is not { Length: > 0 } seed)
                continue;
            if (!Fits(call, seed, code, data.Text("algorithm") ?? "HmacSHA1", (int)data.Number("digits", 6), (int)data.Number("period", 30), out var step))
                continue;
            return call.Realm.Settings.OtpPolicyCodeReusable
                || await call.Provider.Database.Write(s => Tickets.Add(s, Tickets.Otp, Tickets.Hash($"{credential.Id} {step}"), call.Realm.Id, call.Now + 600, ""), ct);
        }
        return false;
    }

    static bool Fits(Call call, string seed, string? code, string algorithm, int digits, int period, out long step)
    {
        step = 0;
        if (string.IsNullOrWhiteSpace(code))
            return false;
        var mode = algorithm switch { "HmacSHA256" => OtpHashMode.Sha256, "HmacSHA512" => OtpHashMode.Sha512, _ => OtpHashMode.Sha1 };
        var window = call.Realm.Settings.OtpPolicyLookAheadWindow;
        return new Totp(Encoding.UTF8.GetBytes(seed), period, mode, digits)
            .VerifyTotp(call.Provider.Time.GetUtcNow().UtcDateTime, code.Trim(), out step, new VerificationWindow(window, window));
    }
}
