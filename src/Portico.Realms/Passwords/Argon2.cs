using System.Text;
using NSec.Cryptography;
using Managed = Konscious.Security.Cryptography;

namespace Portico.Realms.Passwords;

/// <summary>Argon2id through libsodium at Keycloak's default cost: 7 MiB, 5 passes, 1 lane, 32 bytes, version 1.3.</summary>
static class Argon2
{
    public const string Name = "argon2";
    public const int Memory = 7168;
    public const int Iterations = 5;
    public const int HashLength = 32;
    public const int SaltLength = 16;

    /// <summary>Most memory that a stored hash may ask for, in KiB: an import must not be able to stop the server.</summary>
    const int MostMemory = 1024 * 1024;
    const int MostPasses = 1000;
    const int MostLanes = 64;

    /// <summary>libsodium computes what Keycloak makes by default; other types, several lanes and other salts are computed in managed code. Null for versions before 1.3 and costs beyond reason.</summary>
    public static byte[]? Derive(string password, PasswordHash like)
    {
        if (like.Version != "1.3" || like.Iterations is < 1 or > MostPasses || like.Parallelism is < 1 or > MostLanes || like.Memory < 8 * like.Parallelism || like.Memory > MostMemory || like.Value.Length < 4 || like.Salt.Length < 8)
            return null;
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            if (like.Type == "id" && like.Parallelism == 1 && like.Salt.Length == SaltLength && like.Value.Length >= 16)
                return new Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = like.Memory, NumberOfPasses = like.Iterations }).DeriveBytes(bytes, like.Salt, like.Value.Length);
            using Managed.Argon2? argon = like.Type switch { "id" => new Managed.Argon2id(bytes), "i" => new Managed.Argon2i(bytes), "d" => new Managed.Argon2d(bytes), _ => null };
            if (argon is null)
                return null;
            (argon.Salt, argon.DegreeOfParallelism, argon.MemorySize, argon.Iterations) = (like.Salt, like.Parallelism, like.Memory, like.Iterations);
            return argon.GetBytes(like.Value.Length);
        }
        finally
        {
            Array.Clear(bytes);
        }
    }
}
