using System.Security.Cryptography;
using Portico.Realms.Model;

namespace Portico.Realms.Passwords;

/// <summary>
/// Hashes passwords as Keycloak stores them: Argon2id at its default cost, or what the realm's policy names. Verifies what imports bring: argon2, pbkdf2,
/// pbkdf2-sha256, pbkdf2-sha512. At most one hash per core runs at a time; further callers wait without a thread.
/// </summary>
sealed class PasswordHasher(TimeProvider time, Blacklists? lists = null) : IDisposable
{
    /// <summary>The lists of passwords that nobody may have.</summary>
    public Blacklists? Blacklists => lists;

    readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);

    /// <summary>Is told of each hash before it is computed: algorithm and cost. Tests compare this work, where a clock would tell of the machine.</summary>
    internal Action<string>? Computing { get; set; }

    /// <summary>Whether the password is the credential's; an algorithm that is not known answers no.</summary>
    public async ValueTask<bool> Verify(Credential credential, string password, CancellationToken ct)
    {
        if (PasswordHash.Read(credential) is not { Value.Length: > 0 } hash)
            return false;
        var derived = await Derive(password, hash, ct);
        return derived is not null && CryptographicOperations.FixedTimeEquals(derived, hash.Value);
    }

    /// <summary>Takes as long as <see cref="Verify"/> of a password that the realm's policy made, so that an unknown user cannot be told from a wrong password by the clock.</summary>
    public async ValueTask Spend(RealmSnapshot realm, string password, CancellationToken ct) => await Derive(password, Wanted(PasswordPolicy.Of(realm)) with { Salt = new byte[Argon2.SaltLength] }, ct);

    /// <summary>A new password credential with an id, made as the realm's policy says.</summary>
    public ValueTask<Credential> Hash(RealmSnapshot realm, string password, CancellationToken ct) => Hash(PasswordPolicy.Of(realm), password, ct);

    /// <inheritdoc cref="Hash(RealmSnapshot, string, CancellationToken)"/>
    public async ValueTask<Credential> Hash(PasswordPolicy policy, string password, CancellationToken ct)
    {
        var wanted = Wanted(policy) with { Salt = RandomNumberGenerator.GetBytes(Argon2.SaltLength) };
        var hash = wanted with { Value = (await Derive(password, wanted, ct))! };
        var (data, secret) = hash.Write();
        return new Credential { Id = Guid.NewGuid().ToString(), Type = "password", CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), Data = data, SecretData = secret };
    }

    /// <summary>Whether the hash was made with another algorithm or cost than the realm wants now; then it is made again at the next sign-in.</summary>
    public static bool NeedsRehash(RealmSnapshot realm, Credential credential)
    {
        var wanted = Wanted(PasswordPolicy.Of(realm));
        return PasswordHash.Read(credential) is not { } hash || hash.Algorithm != wanted.Algorithm || hash.Iterations != wanted.Iterations || hash.Value.Length != wanted.Value.Length
            || (hash.Algorithm == Argon2.Name && (hash.Memory, hash.Type, hash.Version, hash.Parallelism) != (wanted.Memory, wanted.Type, wanted.Version, wanted.Parallelism));
    }

    static PasswordHash Wanted(PasswordPolicy policy)
    {
        var algorithm = policy.HashAlgorithm is { } named && Length(named) > 0 ? named : Argon2.Name;
        var iterations = policy.HashIterations ?? algorithm switch { "pbkdf2" => 1300000, "pbkdf2-sha256" => 600000, "pbkdf2-sha512" => 210000, _ => Argon2.Iterations };
        return new PasswordHash { Algorithm = algorithm, Iterations = iterations, Memory = Argon2.Memory, Salt = [], Value = new byte[Length(algorithm)] };
    }

    static int Length(string algorithm) => algorithm switch { Argon2.Name => Argon2.HashLength, "pbkdf2" or "pbkdf2-sha256" or "pbkdf2-sha512" => 64, _ => 0 };

    async ValueTask<byte[]?> Derive(string password, PasswordHash like, CancellationToken ct)
    {
        await _cores.WaitAsync(ct);
        try
        {
            Computing?.Invoke(like.ToString());
            return Derive(password, like);
        }
        finally
        {
            _cores.Release();
        }
    }

    static byte[]? Derive(string password, PasswordHash like) => like.Algorithm switch
    {
        Argon2.Name => Argon2.Derive(password, like),
        "pbkdf2" => Pbkdf2(password, like, HashAlgorithmName.SHA1),
        "pbkdf2-sha256" => Pbkdf2(password, like, HashAlgorithmName.SHA256),
        "pbkdf2-sha512" => Pbkdf2(password, like, HashAlgorithmName.SHA512),
        _ => null,
    };

    static byte[]? Pbkdf2(string password, PasswordHash like, HashAlgorithmName hash) =>
        like.Iterations <= 0 ? null : Rfc2898DeriveBytes.Pbkdf2(password, like.Salt, like.Iterations, hash, like.Value.Length);

    public void Dispose() => _cores.Dispose();
}
