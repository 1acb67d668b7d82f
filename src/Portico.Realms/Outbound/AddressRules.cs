using System.Net;
using System.Net.Sockets;

namespace Portico.Realms.Outbound;

/// <summary>Which addresses a <see cref="Reach"/> allows. What is neither public, private nor loopback (link-local, multicast, reserved, translated) is allowed by none.</summary>
static class AddressRules
{
    static readonly IPNetwork[] s_loopback = Networks("127.0.0.0/8 ::1/128");
    static readonly IPNetwork[] s_private = Networks("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7");

    // Metadata services that answer outside the link-local range: AWS over IPv6, Alibaba Cloud, Oracle Cloud.
    static readonly IPNetwork[] s_never = Networks("fd00:ec2::254/128 100.100.100.200/32 192.0.0.192/32");

    static readonly IPNetwork[] s_reserved = Networks("""
        0.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3
        ::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 fe80::/10 fec0::/10 ff00::/8
        """);

    public static bool Allows(IPAddress address, Reach reach)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IsIn(s_never, address))
            return false;
        if (IsIn(s_loopback, address))
            return reach >= Reach.Loopback;
        if (IsIn(s_private, address))
            return reach >= Reach.Private;
        return address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 && !IsIn(s_reserved, address);
    }

    static bool IsIn(IPNetwork[] networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address))
                return true;
        }
        return false;
    }

    static IPNetwork[] Networks(string text) => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(IPNetwork.Parse)];
}
