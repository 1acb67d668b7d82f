using Portico.Realms.Model;
using Portico.Realms.Passwords;

namespace Portico.Realms.Tests.Passwords;

public sealed class Password_hasher
{
    const string Salt = "MDEyMzQ1Njc4OWFiY2RlZg==";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Hashes that Keycloak accepted.</summary>
    [Theory]
    [InlineData("Argon-2id", "argon2", 5, "anlm3JInZgXfcnKwfJS+zvv+35QEM9jNcx3DBjYYUNk=")]
    [InlineData("old-Password", "pbkdf2-sha256", 27500, "p1vvUeFElrPckhj3PsobmSyr9c+R+jAODvXMQmmOMLLtJqW3Jq87NRI5AyB0NpgxoVzq321pUBqhErxZTGmESg==")]
    [InlineData("old-Password", "pbkdf2-sha512", 210000, "lvYzDs2UZNf1iY72fBSIXj3oDRpbCg68F8wkM3PvbykxTqDjkNKKpCYcJgOMuD86YNhIK/DV6CI1k/c3mBqj2w==")]
    public async Task verifies_what_Keycloak_stored(string password, string algorithm, int iterations, string value)
    {
        using var hasher = new PasswordHasher(TimeProvider.System);
        var credential = Stored(algorithm, iterations, value);
        (await hasher.Verify(credential, password, Ct)).ShouldBeTrue();
        (await hasher.Verify(credential, password.ToUpperInvariant(), Ct)).ShouldBeFalse();
        (await hasher.Verify(credential, "", Ct)).ShouldBeFalse();
    }

    /// <summary>Hashes of the reference implementation (Debian's <c>argon2</c>), four lanes each.</summary>
    [Theory]
    [InlineData("id", "C6TW/KSs8EA2iYtSEgqqPknzZ/8weJLQvFRDKGQAc/Y=")]
    [InlineData("i", "R7rjdhMVuDZPDjrZ6aion2LrHSHuwxTlNx5kyM9SU/8=")]
    [InlineData("d", "ELORaIbiE2JXqbBKTiolE03gpWOR7PmrZa8RaDQ8zxs=")]
    public async Task verifies_several_lanes_and_every_type(string type, string value)
    {
        using var hasher = new PasswordHasher(TimeProvider.System);
        var credential = new Credential
        {
            Id = "c", Type = "password", Data = $$$"""{"hashIterations":3,"algorithm":"argon2","additionalParameters":{"memory":["4096"],"type":["{{{type}}}"],"version":["1.3"],"parallelism":["4"]}}""",
            SecretData = $$"""{"value":"{{value}}","salt":"{{Salt}}"}""",
        };
        (await hasher.Verify(credential, "many lanes", Ct)).ShouldBeTrue();
        (await hasher.Verify(credential, "few lanes", Ct)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("1.0", 4096, 3, 4)]
    [InlineData("1.3", 8 * 1024 * 1024, 3, 1)]
    [InlineData("1.3", 4096, 1000000, 1)]
    [InlineData("1.3", 4096, 3, 100000)]
    public async Task computes_no_hash_of_a_cost_beyond_reason(string version, int memory, int passes, int lanes)
    {
        using var hasher = new PasswordHasher(TimeProvider.System);
        (await hasher.Verify(new Credential
        {
            Id = "c", Type = "password", Data = $$$"""{"hashIterations":{{{passes}}},"algorithm":"argon2","additionalParameters":{"memory":["{{{memory}}}"],"type":["id"],"version":["{{{version}}}"],"parallelism":["{{{lanes}}}"]}}""",
            SecretData = $$"""{"value":"C6TW/KSs8EA2iYtSEgqqPknzZ/8weJLQvFRDKGQAc/Y=","salt":"{{Salt}}"}""",
        }, "many lanes", Ct)).ShouldBeFalse();
    }

    [Fact]
    public void a_list_of_forbidden_passwords_is_kept_to_and_one_that_is_missing_forbids_all()
    {
        using var folder = new Portico.Testbed.TemporaryFolder();
        File.WriteAllText(folder.Combine("common.txt"), "Password1\n  letmein  \n\n");
        var lists = new Blacklists(folder.Combine("."));
        var policy = PasswordPolicy.Parse("passwordBlacklist(common.txt)", out _);
        policy.Check("password1", "ann", null, lists).ShouldNotBeNull().Key.ShouldBe("invalidPasswordBlacklistedMessage");
        policy.Check("LETMEIN", "ann", null, lists).ShouldNotBeNull();
        policy.Check("a better one", "ann", null, lists).ShouldBeNull();
        policy.Check("a better one", "ann", null).ShouldNotBeNull();
        foreach (var name in new[] { "missing.txt", "../common.txt", "" })
            PasswordPolicy.Parse($"passwordBlacklist({name})", out _).Check("a better one", "ann", null, lists).ShouldNotBeNull(name);
    }

    [Theory]
    [InlineData("rot13", "eA==")]
    [InlineData("argon2", "")]
    [InlineData("argon2", "no base64")]
    public async Task refuses_what_it_cannot_compute(string algorithm, string value)
    {
        using var hasher = new PasswordHasher(TimeProvider.System);
        (await hasher.Verify(Stored(algorithm, 5, value), "x", Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task hashes_with_Argon2id_at_Keycloaks_cost_and_a_salt_of_its_own()
    {
        using var hasher = new PasswordHasher(TimeProvider.System);
        var policy = PasswordPolicy.Parse("", out _);
        var (one, other) = (await hasher.Hash(policy, " pässwörd 🔑 ", Ct), await hasher.Hash(policy, " pässwörd 🔑 ", Ct));
        one.Data.ShouldBe("""{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["7168"],"type":["id"],"version":["1.3"],"parallelism":["1"]}}""");
        one.SecretData.ShouldNotBe(other.SecretData);
        (await hasher.Verify(one, " pässwörd 🔑 ", Ct)).ShouldBeTrue();
        (await hasher.Verify(one, "pässwörd 🔑", Ct)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("length(8)", "short", "invalidPasswordMinLengthMessage")]
    [InlineData("maxLength(5)", "abcdef", "invalidPasswordMaxLengthMessage")]
    [InlineData("digits(2)", "a1", "invalidPasswordMinDigitsMessage")]
    [InlineData("upperCase(1)", "abc", "invalidPasswordMinUpperCaseCharsMessage")]
    [InlineData("specialChars(1)", "abc1", "invalidPasswordMinSpecialCharsMessage")]
    [InlineData("notUsername(undefined)", "ANN", "invalidPasswordNotUsernameMessage")]
    [InlineData("notEmail", "ann@example.org", "invalidPasswordNotEmailMessage")]
    [InlineData("notContainsUsername", "xannx", "invalidPasswordNotContainsUsernameMessage")]
    [InlineData("regexPattern(^[a-z]+$)", "ABC", "invalidPasswordRegexPatternMessage")]
    public void a_policy_refuses_what_it_forbids(string policy, string password, string key) =>
        PasswordPolicy.Parse(policy, out _).Check(password, "ann", "ann@example.org").ShouldNotBeNull().Key.ShouldBe(key);

    [Theory]
    [InlineData("length(abc)", "Invalid config for length: Not a valid number")]
    [InlineData("nosuch(1)", "Password policy not found")]
    [InlineData("regexPattern([)", "Invalid config for regexPattern: Not a valid regular expression")]
    public void a_policy_that_cannot_be_read_is_refused(string policy, string error)
    {
        _ = PasswordPolicy.Parse(policy, out var found);
        found.ShouldBe(error);
    }

    static Credential Stored(string algorithm, int iterations, string value) => new()
    {
        Id = "c", Type = "password", Data = $$$"""{"hashIterations":{{{iterations}}},"algorithm":"{{{algorithm}}}","additionalParameters":{"memory":["7168"],"type":["id"],"version":["1.3"],"parallelism":["1"]}}""",
        SecretData = $$"""{"value":"{{value}}","salt":"{{Salt}}"}""",
    };
}
