using System.Security.Cryptography;

namespace Portico.Realms.Keys;

/// <summary>Keys and certificates as exports carry them: base64 of DER, with or without PEM armour and line breaks.</summary>
static class KeyText
{
    public static byte[] Der(string text)
    {
        if (PemEncoding.TryFind(text, out var fields))
            text = text[fields.Base64Data];
        return Convert.FromBase64String(text);
    }

    /// <summary>PKCS#1 (what Keycloak exports) or PKCS#8.</summary>
    public static void ImportPrivate(RSA rsa, string text)
    {
        var der = Der(text);
        try
        {
            rsa.ImportRSAPrivateKey(der, out _);
        }
        catch (CryptographicException)
        {
            rsa.ImportPkcs8PrivateKey(der, out _);
        }
    }
}
