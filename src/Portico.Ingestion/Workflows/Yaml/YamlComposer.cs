using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Portico.Ingestion.Workflows.Yaml;

/// <summary>Builds <see cref="YamlNode"/>s from YamlDotNet's events: one document, anchors, aliases and merge keys (<c>&lt;&lt;</c>), a bounded depth and size.</summary>
static class YamlComposer
{
    const int MaxDepth = 64;
    const int MaxNodes = 100_000;

    /// <exception cref="YamlSyntaxException">The text is not YAML, or not what a workflow file may hold.</exception>
    public static YamlNode Compose(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                return new YamlScalar(0, "", plain: true);
            parser.Consume<DocumentStart>();
            var root = new Composition(parser).Node(0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
                throw new YamlSyntaxException(Index(parser.Current!.Start), "A second document begins here; a workflow file has one.", duplicate: false);
            return root;
        }
        catch (YamlException e)
        {
            throw new YamlSyntaxException(Index(e.Start), e.Message.TrimEnd('.') + ".", duplicate: false, e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The parser has no words for some mistakes in flow style, such as a plain text that goes on in the next line.
            throw new YamlSyntaxException(parser.Current is { } last ? Index(last.End) : 0, "What follows here cannot be understood.", duplicate: false, e);
        }
    }

    static int Index(Mark mark) => (int)Math.Min(mark.Index, int.MaxValue);

    sealed class Composition(IParser parser)
    {
        readonly Dictionary<string, YamlNode> _anchors = [];
        int _count;

        public YamlNode Node(int depth)
        {
            if (depth > MaxDepth || ++_count > MaxNodes)
                throw new YamlSyntaxException(Index(parser.Current!.Start), "The file is nested too deeply or too large for a workflow.", duplicate: false);
            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                return _anchors.TryGetValue(alias.Value.Value, out var target)
                    ? Again(target, depth)
                    : throw new YamlSyntaxException(Index(alias.Start), $"The alias '*{alias.Value.Value}' has no anchor before it.", duplicate: false);
            }
            if (parser.TryConsume<Scalar>(out var scalar))
                return Keep(scalar.Anchor, new YamlScalar(Index(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain));
            if (parser.TryConsume<SequenceStart>(out var sequence))
            {
                var items = new List<YamlNode>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                    items.Add(Node(depth + 1));
                return Keep(sequence.Anchor, new YamlSequence(Index(sequence.Start), items));
            }
            var mapping = parser.Consume<MappingStart>();
            return Keep(mapping.Anchor, new YamlMapping(Index(mapping.Start), Entries(depth)));
        }

        List<(YamlScalar, YamlNode)> Entries(int depth)
        {
            var own = new List<(YamlScalar Key, YamlNode Value)>();
            var merged = new List<YamlMapping>();
            var seen = new HashSet<string>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (Node(depth + 1) is not YamlScalar key)
                    throw new YamlSyntaxException(Index(parser.Current!.Start), "A key is a text here, not a block or a list.", duplicate: false);
                var value = Node(depth + 1);
                if (key.Text == "<<")
                    merged.AddRange(value switch { YamlMapping m => [m], YamlSequence s => s.Items.OfType<YamlMapping>(), _ => [] });
                else if (seen.Add(key.Text))
                    own.Add((key, value));
                else
                    throw new YamlSyntaxException(key.Index, $"The key '{key.Text}' appears twice in this block.", duplicate: true);
            }
            foreach (var (key, value) in merged.SelectMany(m => m.Entries))
            {
                if (seen.Add(key.Text))
                    own.Add((key, value));
            }
            return own;
        }

        YamlNode Keep(AnchorName anchor, YamlNode node)
        {
            if (!anchor.IsEmpty)
                _anchors[anchor.Value] = node;
            return node;
        }

        /// <summary>An alias counts as often as it is used: a small file cannot unfold into a huge one.</summary>
        YamlNode Again(YamlNode node, int depth)
        {
            Count(node, depth);
            return node;
        }

        void Count(YamlNode node, int depth)
        {
            if (depth > MaxDepth || ++_count > MaxNodes)
                throw new YamlSyntaxException(node.Index, "The aliases of this file unfold into too much for a workflow.", duplicate: false);
            foreach (var child in node switch { YamlSequence s => s.Items, YamlMapping m => m.Entries.Select(e => e.Value), _ => [] })
                Count(child, depth + 1);
        }
    }
}
