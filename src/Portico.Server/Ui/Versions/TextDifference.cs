using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Portico.Server.Ui.Versions;

/// <summary>The difference of two texts, word by word; of very long ones line by line.</summary>
static class TextDifference
{
    const int LongText = 20_000;

    /// <summary>Runs of text that stayed, went or came, in reading order.</summary>
    public static IReadOnlyList<Run> Of(string before, string after)
    {
        IChunker chunker = before.Length + after.Length > LongText ? new LineEndingsPreservingChunker() : new WordChunker();
        var model = new InlineDiffBuilder(new Differ()).BuildDiffModel(before, after, ignoreWhitespace: false, ignoreCase: false, chunker);
        var runs = new List<Run>();
        foreach (var piece in model.Lines)
        {
            var kind = piece.Type switch { ChangeType.Inserted => RunKind.Added, ChangeType.Deleted => RunKind.Removed, _ => RunKind.Same };
            if (runs.Count > 0 && runs[^1].Kind == kind)
                runs[^1] = runs[^1] with { Text = runs[^1].Text + piece.Text };
            else
                runs.Add(new Run(kind, piece.Text));
        }
        return runs;
    }

    internal sealed record Run(RunKind Kind, string Text);

    internal enum RunKind
    {
        Same,
        Added,
        Removed,
    }
}
