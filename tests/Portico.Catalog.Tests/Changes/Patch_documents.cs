using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Portico.Catalog.Changes;

namespace Portico.Catalog.Tests.Changes;

public sealed class Patch_documents
{
    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b","value":[1]}]""", """{"a":1,"b":[1]}""")]
    [InlineData("""{"a":[1,3]}""", """[{"op":"add","path":"/a/1","value":2}]""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/-","value":2}]""", """{"a":[1,2]}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"remove","path":"/a/b"}]""", """{"a":{}}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"replace","path":"/a/0","value":5}]""", """{"a":[5,2]}""")]
    [InlineData("""{"a":{"b":1},"c":{}}""", """[{"op":"move","from":"/a/b","path":"/c/d"}]""", """{"a":{},"c":{"d":1}}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"}]""", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("""{"a/b":1,"m~n":2}""", """[{"op":"replace","path":"/a~1b","value":3},{"op":"remove","path":"/m~0n"}]""", """{"a/b":3}""")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/a","value":1.0},{"op":"replace","path":"/a","value":null}]""", """{"a":null}""")]
    public void by_the_standard(string document, string patch, string wanted) => Patched(document, patch).ShouldBe((null, wanted));

    [Theory]
    [InlineData("""{}""", """[{"op":"add","path":"/tags/0","value":1}]""", """{"tags":[1]}""")]
    [InlineData("""{"c":[{}]}""", """[{"op":"add","path":"/c/0/tags/-","value":1}]""", """{"c":[{"tags":[1]}]}""")]
    [InlineData("""{}""", """[{"op":"replace","path":"/a","value":1}]""", """{"a":1}""")]
    public void taking_an_absent_list_for_an_empty_one(string document, string patch, string wanted) => Patched(document, patch).ShouldBe((null, wanted));

    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/a","value":2}]""")]
    [InlineData("""{"a":1}""", """[{"op":"remove","path":"/b"}]""")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/3","value":2}]""")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/01","value":2}]""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"move","from":"/a","path":"/a/b"}]""")]
    [InlineData("""{"a":1}""", """[{"op":"swap","path":"/a"}]""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"a","value":1}]""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/a"}]""")]
    [InlineData("""{"a":1}""", """{"op":"add","path":"/a","value":1}""")]
    public void never_guessing(string document, string patch) => Patched(document, patch).Problem.ShouldNotBeNull();

    [Fact]
    public void refusing_one_that_grows_without_bounds()
    {
        var steps = Enumerable.Range(1, 30).SelectMany(i => (string[])
        [
            $$$"""{"op":"add","path":"/x{{{i}}}","value":{}}""",
            $$$"""{"op":"copy","from":"/x{{{i - 1}}}","path":"/x{{{i}}}/a"}""",
            $$$"""{"op":"copy","from":"/x{{{i - 1}}}","path":"/x{{{i}}}/b"}""",
        ]);
        Patched("""{"x0":"0123456789"}""", $"[{string.Join(',', steps)}]").Problem.ShouldBe("The patch copies too much");
    }

    [Fact]
    public void failing_on_anything_without_throwing()
    {
        var pointer = Gen.OneOfConst("/a", "/a/0", "/a/b", "/a/-", "/", "", "a", "/a/b/c", "/~2");
        var step = Gen.Select(Gen.OneOfConst("add", "remove", "replace", "move", "copy", "test"), pointer, pointer, (op, path, from) => $$$"""{"op":"{{{op}}}","path":"{{{path}}}","from":"{{{from}}}","value":{"b":[1]}}""");
        step.List[0, 6].Sample(steps => { Patched("""{"a":[{"b":1}]}""", $"[{string.Join(',', steps)}]"); });
    }

    static (string? Problem, string Document) Patched(string document, string patch)
    {
        var node = JsonNode.Parse(document)!.AsObject();
        using var operations = JsonDocument.Parse(patch);
        var problem = JsonPatch.Apply(node, operations.RootElement);
        return (problem, node.ToJsonString());
    }
}
