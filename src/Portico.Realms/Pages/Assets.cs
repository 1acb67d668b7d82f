using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Protocol = Portico.Realms.Protocol;

namespace Portico.Realms.Pages;

/// <summary>The pages' own files, served below <c>/resources/</c> under the digest of their content, so that browsers may keep them.</summary>
static class Assets
{
    const string Prefix = "Portico.Realms.Pages.Assets.";

    static readonly Lazy<FrozenDictionary<string, (byte[] Content, string Digest)>> s_files = new(() =>
        typeof(Assets).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(n => n[Prefix.Length..], Read, StringComparer.Ordinal));

    public static string Url(string name) => $"/resources/{s_files.Value[name].Digest}/{name}";

    public static byte[] Content(string name) => s_files.Value[name].Content;

    /// <summary>Serves <c>/resources/{digest}/{name}</c>; false when there is no such file.</summary>
    public static async Task<bool> TryServe(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (!s_files.Value.TryGetValue(name, out var file))
            return false;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await Protocol.Answers.Bytes(http, name.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", file.Content);
        return true;
    }

    static (byte[] Content, string Digest) Read(string resource)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return (content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }
}
