using CsCheck;
using Portico.Ingestion.Workflows;
using Portico.Testbed;

namespace Portico.Ingestion.Tests.Workflows;

/// <summary>Whatever is in a workflow file, reading it ends with a workflow or with problems that have a place in the file; never with an exception.</summary>
public sealed class Fuzz
{
    static readonly string[] Corpus =
    [
        "\0", "\uFEFFsource:", "%YAML 1.1\n---\nsource: 1\n", "--- a\n--- b\n", "? [a, b]\n: c\n", "&a *a", "*nowhere", "!!binary aGVsbG8=", "a: !!python/object/apply:os.system [ls]", "<<: *x", "<<: 5",
        "<<: [1, {a: b}]", "{", "[", "'", "\"\\x\"", "\t- a", "a:\n\tb: c", "source: &s {type: *s}", "a: |2\n   x\n  y\n", "? \n: \n", ": : :", "- - - -", "@", "`", "a: 'b' c", "\ud800", "source: {source: {source: {}}}",
        "{source: {type: postgres, serviceConnection: {config: []}}}", "{source: {sourceConfig: {config: {type: []}}}}", "workflowConfig: {openMetadataServerConfig: {securityConfig: 5, authProvider: custom-oidc}}",
        "workflowConfig: {openMetadataServerConfig: {hostPort: 'http://', securityConfig: {jwtToken: }}}", "sink: ~", "source: null", "source: {type: null, serviceName: ''}",
    ];

    [Fact]
    public void of_the_corpus_comes_to_an_end()
    {
        foreach (var text in Corpus)
            Check(text);
    }

    [Fact]
    public void of_damaged_workflows_comes_to_an_end()
    {
        var good = File.ReadAllText(RepositoryRoot.Combine("examples", "keycloak-sso.yaml"));
        Gen.Select(Gen.Int[0, good.Length], Gen.Int[0, 40], Gen.OneOf(Gen.String[Gen.Char[" \n\t:-{}[]'\"&*!|>%@#?,~a1$"], 0, 12], Gen.String[0, 8])).Sample((at, cut, put) =>
            Check(good[..at] + put + good[Math.Min(good.Length, at + cut)..]), iter: 2000);
    }

    [Fact]
    public void of_nested_brackets_comes_to_an_end()
    {
        Check(new string('[', 50_000));
        Check(string.Concat(Enumerable.Repeat("{a: ", 20_000)));
        Check(string.Concat(Enumerable.Repeat("- ", 20_000)));
    }

    static void Check(string text)
    {
        var file = WorkflowFile.Parse(text, "w", name => name == "HOME" ? "/home" : null);
        (file.Workflow is null).ShouldBe(file.Problems.Count > 0);
        var lines = text.Count(c => c == '\n') + 1;
        file.Problems.ShouldAllBe(p => p.Line >= 1 && p.Line <= lines && p.Column >= 1);
    }
}
