using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Admin;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Tokens;

namespace Portico.Realms.Hosting;

/// <summary>
/// The process that runs the provider administers it over HTTP like anybody else, with a bearer token of 256 random bits that only its memory knows and that ends with it. So no
/// administrator's password has to be kept for what the process does itself.
/// </summary>
sealed class OwnerAccess
{
    readonly byte[] _hash;

    public OwnerAccess()
    {
        Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _hash = SHA256.HashData(Encoding.ASCII.GetBytes(Token));
    }

    public string Token { get; }

    /// <summary>The caller with realm master's role <c>admin</c> for this token, else whoever the access token names.</summary>
    public ValueTask<AdminCaller?> Authenticate(HttpContext http, Provider provider) =>
        AccessTokens.Bearer(http) is { } text && text.Length == Token.Length && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _hash)
            ? Owner(http, provider)
            : AccessTokens.Authenticate(http, provider);

    static async ValueTask<AdminCaller?> Owner(HttpContext http, Provider provider)
    {
        if (await provider.Realms.Find("master", http.RequestAborted) is not { } master || master.FindRole("admin") is not { } role || master.FindClient("admin-cli") is not { } client)
            return null;
        return new AdminCaller(master, new RealmUser { Id = Guid.Empty.ToString(), Username = "owner", Enabled = true, RoleIds = [role.Id] }, client);
    }
}
