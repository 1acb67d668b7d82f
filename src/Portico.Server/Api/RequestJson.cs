using System.Buffers;
using System.Text.Json;

namespace Portico.Server.Api;

/// <summary>The JSON of a request, valid until disposed. It is read into one buffer of the announced length, which is cheaper for large bodies than one that grows.</summary>
sealed class RequestJson : IDisposable
{
    /// <summary>A length that is announced and never sent costs no more than this.</summary>
    const long MostAnnounced = 32 * 1024 * 1024;

    static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false, MaxDepth = 100 };
    static readonly JsonDocumentOptions s_lenient = s_options with { AllowDuplicateProperties = true };

    readonly JsonDocument _document;
    readonly byte[]? _rented;

    RequestJson(JsonDocument document, byte[]? rented) => (_document, _rented) = (document, rented);

    public JsonElement Root => _document.RootElement;

    /// <summary>Fails with <see cref="JsonException"/> when the body is not JSON, names a member twice (unless <paramref name="allowDuplicates"/>) or is nested too deeply, and with <see cref="BadHttpRequestException"/> when it ends early or is too large.</summary>
    public static async Task<RequestJson> Read(HttpContext http, bool allowDuplicates)
    {
        var options = allowDuplicates ? s_lenient : s_options;
        var ct = http.RequestAborted;
        if (http.Request.ContentLength is not (> 0 and <= MostAnnounced and var length))
            return new(await JsonDocument.ParseAsync(http.Request.Body, options, ct), null);
        var rented = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            var body = rented.AsMemory(0, (int)length);
            await http.Request.Body.ReadExactlyAsync(body, ct);
            // The parser of bytes does not pass over a byte order mark as that of streams does.
            return new(JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body, options), rented);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }
    }

    public void Dispose()
    {
        _document.Dispose();
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }
}
