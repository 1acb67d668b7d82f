using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Portico.SignOn.Protection;

/// <summary>SHA-256 of a secret text: what tables and caches hold in place of cookies and tokens.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct Digest(UInt128 High, UInt128 Low)
{
    public static Digest Of(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = null;
        Span<byte> bytes = length <= 512 ? stackalloc byte[512] : (rented = ArrayPool<byte>.Shared.Rent(length));
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return MemoryMarshal.Read<Digest>(hash);
    }

    /// <summary>The digest that <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out Digest digest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        digest = default;
        if (text.Length != 43 || !Base64Url.TryDecodeFromChars(text, hash, out var written) || written != hash.Length)
            return false;
        digest = MemoryMarshal.Read<Digest>(hash);
        return true;
    }

    /// <summary>43 characters of base64url.</summary>
    public override string ToString() => Base64Url.EncodeToString(MemoryMarshal.AsBytes(new ReadOnlySpan<Digest>(in this)));
}
