using Microsoft.IdentityModel.Tokens;
using NSec.Cryptography;

namespace Portico.Realms.Keys;

/// <summary>An Ed25519 key pair (RFC 8037). Neither the platform nor Microsoft.IdentityModel signs with EdDSA, so libsodium does, behind Microsoft's own extension point.</summary>
sealed class EdDsaKey : AsymmetricSecurityKey
{
    public const string Name = "EdDSA";

    readonly Key _key;

    EdDsaKey(Key key)
    {
        _key = key;
        CryptoProviderFactory = new CryptoProviderFactory { CustomCryptoProvider = new Provider(this), CacheSignatureProviders = false };
    }

    /// <summary>The public key's 32 bytes, the <c>x</c> of a JWK.</summary>
    public byte[] X => _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

    public byte[] SubjectPublicKeyInfo => _key.PublicKey.Export(KeyBlobFormat.PkixPublicKey);

    public override int KeySize => 256;

    public override PrivateKeyStatus PrivateKeyStatus => PrivateKeyStatus.Exists;

    [Obsolete("The base class's member is obsolete.")]
    public override bool HasPrivateKey => true;

    /// <summary>A new key as PKCS#8 DER.</summary>
    public static byte[] NewPkcs8()
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        return key.Export(KeyBlobFormat.PkixPrivateKey);
    }

    /// <summary>Reads PKCS#8 DER; fails with <see cref="FormatException"/>.</summary>
    public static EdDsaKey FromPkcs8(byte[] der) => new(Key.Import(SignatureAlgorithm.Ed25519, der, KeyBlobFormat.PkixPrivateKey));

    sealed class Provider(EdDsaKey key) : ICryptoProvider
    {
        public bool IsSupportedAlgorithm(string algorithm, params object[] args) => algorithm == Name;

        public object Create(string algorithm, params object[] args) => new Signatures(key);

        public void Release(object cryptoInstance)
        {
        }
    }

    sealed class Signatures(EdDsaKey key) : SignatureProvider(key, Name)
    {
        public override byte[] Sign(byte[] input) => SignatureAlgorithm.Ed25519.Sign(key._key, input);

        public override bool Verify(byte[] input, byte[] signature) => SignatureAlgorithm.Ed25519.Verify(key._key.PublicKey, input, signature);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
