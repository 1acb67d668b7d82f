using System.Net;
using System.Net.Sockets;

namespace Portico.Realms.Protocol;

/// <summary>Whether a realm may be used at all from where the caller is: it is enabled, and the connection is as safe as the realm demands.</summary>
static class RealmGate
{
    public static Refusal? Refuse(Call call)
    {
        if (NeedsHttps(call))
            return new Refusal(403, "invalid_request", Messages.HttpsRequired);
        return call.Realm.Settings.Enabled ? null : new Refusal(403, "access_denied", Messages.RealmNotEnabled);
    }

    /// <summary><c>sslRequired</c>: <c>all</c>, or <c>external</c> and the caller is not in a private network.</summary>
    public static bool NeedsHttps(Call call) => !call.Http.Request.IsHttps && call.Realm.Settings.SslRequired switch
    {
        "none" => false,
        "all" => true,
        _ => call.Http.Connection.RemoteIpAddress is { } address && !IsPrivate(address),
    };

    static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal;
        var bytes = address.GetAddressBytes();
        return bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254);
    }
}
