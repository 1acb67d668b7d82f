using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portico.Ingestion.Workflows.Grammar;

namespace Portico.Ingestion.Workflows.Yaml;

/// <summary>Writes a part of a checked document as JSON. The grammar says whether a scalar is a text, a number or a boolean.</summary>
static class YamlJson
{
    public static string Write(YamlNode node, Shape shape)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(writer, node, shape);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>The shape of a block's member.</summary>
    public static Shape At(this BlockShape block, YamlMapping node, string name, string member)
    {
        var parent = new YamlMapping(node.Index, [(new YamlScalar(node.Index, name, plain: true), node)]);
        var inner = (BlockShape)Array.Find(block.Members, m => m.Name == name)!.Shape(parent);
        return Array.Find(inner.Members, m => m.Name == member)!.Shape(node);
    }

    static void Write(Utf8JsonWriter writer, YamlNode node, Shape shape)
    {
        switch (node)
        {
            case YamlMapping mapping:
                writer.WriteStartObject();
                foreach (var (key, value) in mapping.Entries)
                {
                    if (value is YamlScalar { IsNull: true })
                        continue;
                    writer.WritePropertyName(key.Text);
                    Write(writer, value, shape switch
                    {
                        BlockShape block => Array.Find(block.Members, m => m.Name == key.Text)?.Shape(mapping) ?? Shape.Anything,
                        MapShape map => map.Value,
                        _ => Shape.Anything,
                    });
                }
                writer.WriteEndObject();
                break;
            case YamlSequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                    Write(writer, item, shape is ListShape list ? list.Item : Shape.Anything);
                writer.WriteEndArray();
                break;
            case YamlScalar scalar when shape is BooleanShape && scalar.AsBoolean is { } flag:
                writer.WriteBooleanValue(flag);
                break;
            case YamlScalar scalar when shape is IntegerShape && int.TryParse(scalar.Text, out var number):
                writer.WriteNumberValue(number);
                break;
            case YamlScalar scalar:
                writer.WriteStringValue(scalar.Text);
                break;
        }
    }
}
