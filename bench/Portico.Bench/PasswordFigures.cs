using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using Portico.EndToEnd.Fixtures;
using ManagedArgon2id = Konscious.Security.Cryptography.Argon2id;

namespace Portico.Bench;

/// <summary>Password sign-ins against the bare hash they must compute, Argon2id with Keycloak's 7 MiB and 5 passes, on all cores: it is the shared memory that it wears out.</summary>
static class PasswordFigures
{
    const double LeastShare = 0.87;
    const int KibibytesOfMemory = 7168;
    const int Passes = 5;
    const int Rounds = 5;

    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        await using var server = await PorticoServer.Start();
        var endpoint = new Uri($"{server.Realm}/protocol/openid-connect/token");
        var salt = RandomNumberGenerator.GetBytes(16);
        var password = Encoding.UTF8.GetBytes(server.UserPassword);
        var native = new Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = KibibytesOfMemory, NumberOfPasses = Passes });

        Task<double> Native() => Task.FromResult(Load.Cpu(() => native.DeriveBytes(password, salt, 32), Environment.ProcessorCount));
        Task<double> Managed() => Task.FromResult(Load.Cpu(() =>
        {
            using var argon2 = new ManagedArgon2id(password) { DegreeOfParallelism = 1, MemorySize = KibibytesOfMemory, Iterations = Passes, Salt = salt };
            argon2.GetBytes(32);
        }, Environment.ProcessorCount));
        async Task<double> SignIn() => (await Load.Run(server, 40, _ => TokenFigures.SignIn(server, endpoint, "access_token"))).Milliseconds;

        await SignIn();
        var (bare, signIn, share) = await Load.Compare(Rounds, Native, SignIn);
        var (managed, _, slower) = await Load.Compare(3, Managed, Native);
        return
        [
            new("Bare Argon2id hash / password sign-in (CPU)", Text(share, bare, signIn), ">= 0.87", share >= LeastShare),
            new("Argon2id in managed code / in libsodium (CPU)", Text(slower, managed, bare)),
        ];
    }

    static string Text(double ratio, double first, double second) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} ({first:0.0} ms / {second:0.0} ms)");
}
