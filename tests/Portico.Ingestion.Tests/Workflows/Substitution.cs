using CsCheck;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Tests.Workflows;

/// <summary>Environment variables in workflow files: as OpenMetadata's client replaces them, and with places that lead back to the file.</summary>
public sealed class Substitution
{
    [Theory]
    [InlineData("$NAME", "value")]
    [InlineData("${NAME}", "value")]
    [InlineData("a${NAME}b", "avalueb")]
    [InlineData("$NAMES ${NAMES}", "$NAMES ${NAMES}")]
    [InlineData("$${NAME}", "$value")]
    [InlineData("${NAME:-other}", "${NAME:-other}")]
    [InlineData("$ 5$ ${", "$ 5$ ${")]
    [InlineData("^end$", "^end$")]
    public void replaces_what_is_set_and_leaves_the_rest(string text, string expected) =>
        ExpandedText.Of(text, name => name == "NAME" ? "value" : null).Text.ShouldBe(expected);

    [Fact]
    public void warns_about_a_variable_that_is_not_set()
    {
        var expanded = ExpandedText.Of("a: 1\nb: '${MISSING}'", _ => null);

        expanded.Unset.Single().Name.ShouldBe("MISSING");
        expanded.Locate(expanded.Unset.Single().Index).ShouldBe((2, 5));
    }

    [Fact]
    public void places_lead_back_to_the_file_behind_values_of_several_lines()
    {
        var expanded = ExpandedText.Of("a: ${A}\nb: ${A} # c\nd: e", _ => "1\n2\n3");

        expanded.Locate(expanded.Text.IndexOf('#', StringComparison.Ordinal)).ShouldBe((2, 9));
        expanded.Locate(expanded.Text.IndexOf('e', StringComparison.Ordinal)).ShouldBe((3, 4));
        expanded.Locate(expanded.Text.IndexOf('2', StringComparison.Ordinal)).ShouldBe((1, 4));
    }

    [Fact]
    public void an_unknown_key_behind_variables_is_found_where_it_stands()
    {
        var file = WorkflowFile.Parse("source: {type: '$T', serviceName: '${T}${T}', oops: 1}", "w", _ => "x\ny");

        file.Problems.ShouldContain(p => p.Id == Errors.UnknownKey && p.Line == 1 && p.Column == 47 && p.Message.Contains("oops", StringComparison.Ordinal));
    }

    [Fact]
    public void every_character_that_is_copied_keeps_its_place() =>
        Gen.Select(Gen.OneOfConst("$A", "${B}", "$", "{", "}", "x", "\n", " ", "${", "$NONE").Array[0, 30], Gen.String[Gen.Char["ab\n:$"], 0, 6]).Sample((parts, value) =>
        {
            var original = string.Concat(parts);
            var expanded = ExpandedText.Of(original, name => name is "A" or "B" ? value : null);
            var lines = original.Split('\n');
            for (var i = 0; i < expanded.Text.Length; i++)
            {
                var (line, column) = expanded.Locate(i);
                line.ShouldBeInRange(1, lines.Length);
                column.ShouldBeInRange(1, lines[line - 1].Length + 1);
            }
        });
}
