using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Portico.Realms.Model;

namespace Portico.Realms.Protocol;

/// <summary>Proof Key for Code Exchange (RFC 7636), as Keycloak words it.</summary>
static class Pkce
{
    public const string Plain = "plain";
    public const string S256 = "S256";

    /// <summary>What is wrong with the authorization request; null when it may pass. A client's setting <c>pkce.code.challenge.method</c> makes it a duty.</summary>
    public static string? CheckRequest(Client client, string? challenge, string? method)
    {
        var demanded = client.Attribute("pkce.code.challenge.method");
        if (!string.IsNullOrEmpty(demanded))
        {
            return method switch
            {
                null => Messages.MissingCodeChallengeMethod,
                _ when method != demanded => Messages.OtherCodeChallengeMethod,
                _ when challenge is null => Messages.MissingCodeChallenge,
                _ when !IsWellFormed(challenge) => Messages.InvalidCodeChallenge,
                _ => null,
            };
        }
        if (challenge is null)
            return method is null ? null : Messages.MissingCodeChallenge;
        if (method is not (null or Plain or S256))
            return Messages.InvalidCodeChallengeMethod;
        return IsWellFormed(challenge) ? null : Messages.InvalidCodeChallenge;
    }

    /// <summary>What is wrong with the exchange; null when the verifier proves that it belongs to the request.</summary>
    public static string? CheckExchange(Client client, string? challenge, string? method, string? verifier)
    {
        if (challenge is null)
        {
            if (!string.IsNullOrEmpty(client.Attribute("pkce.code.challenge.method")))
                return Messages.VerifierMissing; // the client began to demand it after the request
            return verifier is null ? null : Messages.VerifierUnexpected;
        }
        if (verifier is null)
            return Messages.VerifierMissing;
        if (!IsWellFormed(verifier))
            return Messages.VerifierInvalid;
        var proof = method == S256 ? Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : verifier;
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(proof), Encoding.ASCII.GetBytes(challenge)) ? null : Messages.VerifierMismatch;
    }

    static bool IsWellFormed(string value)
    {
        if (value.Length is < 43 or > 128)
            return false;
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_' or '~'))
                return false;
        }
        return true;
    }
}
