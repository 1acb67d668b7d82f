using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Portico.SignOn.Protection;

/// <summary>
/// ASP.NET's data protection (antiforgery, the sign-in handler) on the key file: there is no key ring on a disk that nodes do not share or a restart loses.
/// </summary>
sealed class VaultDataProtection(Vault vault, string purpose = "data protection") : IDataProtector
{
    public IDataProtector CreateProtector(string purpose) => new VaultDataProtection(vault, $"{Purpose}/{purpose.Length}:{purpose}");

    string Purpose { get; } = purpose;

    public byte[] Protect(byte[] plaintext) => vault.Seal(Purpose, "", plaintext);

    public byte[] Unprotect(byte[] protectedData) =>
        vault.TryOpen(Purpose, "", protectedData) ?? throw new CryptographicException("The protected text was made by another installation, or was changed.");
}
