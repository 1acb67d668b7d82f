using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Portico.Server.Ui.Rendering;

/// <summary>
/// Styles, scripts and pictures, read from the assembly. Their address carries a digest of them all, so browsers keep them for good and modules
/// can import each other by relative names.
/// </summary>
static class SiteFiles
{
    static readonly Lazy<FrozenDictionary<string, Asset>> Files = new(Load);
    static readonly Lazy<string> Version = new(Digest);

    /// <summary>The folder of this build's assets, such as <c>/assets/3f9a61c2b0</c>.</summary>
    public static string Folder => "/assets/" + Version.Value;

    /// <summary>Answers <c>GET /assets/{version}/{file}</c>. A version of another build gets today's file, unkept.</summary>
    public static async Task Serve(HttpContext http)
    {
        var name = http.Request.RouteValues["file"] as string ?? "";
        if (!Files.Value.TryGetValue(name, out var asset))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var headers = http.Response.Headers;
        var current = string.Equals(http.Request.RouteValues["version"] as string, Version.Value, StringComparison.Ordinal);
        headers.CacheControl = current ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        http.Response.ContentType = asset.ContentType;
        var body = asset.Bytes;
        if (http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
        {
            headers.ContentEncoding = "br";
            body = asset.Compressed.Value;
        }
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    static FrozenDictionary<string, Asset> Load()
    {
        const string prefix = "wwwroot/";
        var assembly = typeof(SiteFiles).Assembly;
        var files = new Dictionary<string, Asset>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var name = resource.Replace('\\', '/');
            if (!name.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files.Add(name[prefix.Length..], new Asset(bytes, TypeOf(name), new Lazy<byte[]>(() => Compress(bytes))));
        }
        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    static string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, asset) in Files.Value.OrderBy(file => file.Key, StringComparer.Ordinal))
            hash.AppendData(asset.Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 5));
    }

    static byte[] Compress(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var brotli = new BrotliStream(target, CompressionLevel.Optimal, leaveOpen: true))
            brotli.Write(bytes);
        return target.ToArray();
    }

    static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    sealed record Asset(byte[] Bytes, string ContentType, Lazy<byte[]> Compressed);
}
