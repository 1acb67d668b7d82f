using CsCheck;
using Portico.Catalog.Names;

namespace Portico.Catalog.Tests.Names;

public sealed class Fully_qualified_names
{
    static readonly Gen<string> s_name = Gen.String[Gen.Char["abcXYZ .:/%äß_-'"], 1, 12].Where(n => FullyQualifiedName.Problem(n) is null);

    [Fact]
    public void come_apart_into_the_names_they_were_joined_from() =>
        s_name.List[1, 6].Sample(names => FullyQualifiedName.TrySplit(FullyQualifiedName.Join(names))!.SequenceEqual(names));

    [Fact]
    public void are_quoted_only_where_a_name_has_a_dot() =>
        s_name.Sample(name => FullyQualifiedName.Quote(name).StartsWith('"') == name.Contains('.'));

    [Fact]
    public void have_one_spelling() =>
        Gen.Select(s_name.List[1, 5], Gen.Bool).Sample((names, quoted) =>
            FullyQualifiedName.Normalize(string.Join('.', names.Select(n => quoted ? $"\"{n}\"" : FullyQualifiedName.Quote(n)))) == FullyQualifiedName.Join(names));

    [Fact]
    public void lie_between_the_bounds_of_what_contains_them() =>
        Gen.Select(s_name.List[1, 4], s_name).Sample((parents, child) =>
        {
            var parent = FullyQualifiedName.Join(parents);
            var (from, to) = FullyQualifiedName.Below(parent);
            var fqn = FullyQualifiedName.Add(parent, child);
            return string.CompareOrdinal(fqn, from) >= 0 && string.CompareOrdinal(fqn, to) < 0 && string.CompareOrdinal(parent, from) < 0;
        });

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("\"a")]
    [InlineData("\"a\"b")]
    [InlineData("a\"b\"")]
    [InlineData("\"\"")]
    public void are_refused_when_they_are_none(string text) => FullyQualifiedName.TrySplit(text).ShouldBeNull();

    [Theory]
    [InlineData("a::b")]
    [InlineData("a\"b")]
    [InlineData("")]
    [InlineData("a\nb")]
    public void cannot_be_made_of_every_name(string name) => FullyQualifiedName.Problem(name).ShouldNotBeNull();
}
