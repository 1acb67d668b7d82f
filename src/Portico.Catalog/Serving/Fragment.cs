using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;

namespace Portico.Catalog.Serving;

/// <summary>Appends pieces of JSON. The caller keeps the punctuation right; texts are escaped here.</summary>
readonly struct Fragment(ArrayBufferWriter<byte> buffer)
{
    /// <summary>Escapes what JSON demands and nothing more: the answers are JSON, never HTML.</summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public void Raw(ReadOnlySpan<byte> json) => buffer.Write(json);

    /// <summary>A text that needs no escaping: a member's name.</summary>
    public void Plain(string ascii)
    {
        var span = buffer.GetSpan(ascii.Length);
        buffer.Advance(Encoding.ASCII.GetBytes(ascii, span));
    }

    public void Text(string text)
    {
        Raw("\""u8);
        Raw(JsonEncodedText.Encode(text, Encoder).EncodedUtf8Bytes);
        Raw("\""u8);
    }

    public void Id(Guid id)
    {
        Utf8Formatter.TryFormat(id, buffer.GetSpan(36), out var written);
        buffer.Advance(written);
    }

    public void Number(long number)
    {
        Utf8Formatter.TryFormat(number, buffer.GetSpan(20), out var written);
        buffer.Advance(written);
    }

    /// <summary>A version in tenths, as <c>0.1</c>.</summary>
    public void Version(long tenths)
    {
        Number(tenths / 10);
        Raw("."u8);
        Number(tenths % 10);
    }

    /// <summary>The members of a stored object, each with a comma before it.</summary>
    public void Inner(ReadOnlySpan<byte> json)
    {
        if (json.Length <= 2)
            return;
        Raw(","u8);
        Raw(json[1..^1]);
    }

    public void Href(string hrefBase, EntityType type, Guid id)
    {
        Raw(",\"href\":\""u8);
        Raw(JsonEncodedText.Encode(hrefBase, Encoder).EncodedUtf8Bytes);
        Raw("/"u8);
        Plain(type.Collection);
        Raw("/"u8);
        Id(id);
        Raw("\""u8);
    }

    public void Reference(Related to, string? hrefBase, bool inherited)
    {
        Raw("{\"id\":\""u8);
        Id(to.Id);
        Raw("\",\"type\":\""u8);
        Plain(to.Type);
        Raw("\",\"name\":"u8);
        Text(to.Name);
        Raw(",\"fullyQualifiedName\":"u8);
        Text(to.Fqn);
        // OpenMetadata shows the name where there is no display name.
        Raw(",\"displayName\":"u8);
        Text(string.IsNullOrEmpty(to.DisplayName) ? to.Name : to.DisplayName);
        Raw(to.Deleted ? ",\"deleted\":true"u8 : ",\"deleted\":false"u8);
        if (inherited)
            Raw(",\"inherited\":true"u8);
        if (hrefBase is not null && EntityTypes.Find(to.Type) is { } type)
            Href(hrefBase, type, to.Id);
        Raw("}"u8);
    }
}
