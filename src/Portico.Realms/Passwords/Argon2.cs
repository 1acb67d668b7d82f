using System.Text;
using NSec.Cryptography;

namespace Portico.Realms.Passwords;

/// <summary>Argon2id through libsodium at Keycloak's default cost: 7 MiB, 5 passes, 1 lane, 32 bytes, version 1.3.</summary>
static class Argon2
{
    public const string Name = "argon2";
    public const int Memory = 7168;
    public const int Iterations = 5;
    public const int HashLength = 32;
    public const int SaltLength = 16;

    /// <summary>Null where libsodium cannot compute it: other types than id, other versions, several lanes, salts that are not 16 bytes.</summary>
    public static byte[]? Derive(string password, PasswordHash like)
    {
        if (like.Type != "id" || like.Version != "1.3" || like.Parallelism != 1 || like.Salt.Length != SaltLength)
            return null;
        var algorithm = new Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = like.Memory, NumberOfPasses = like.Iterations });
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            return algorithm.DeriveBytes(bytes, like.Salt, like.Value.Length);
        }
        finally
        {
            Array.Clear(bytes);
        }
    }
}
