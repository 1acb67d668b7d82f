using System.Text.RegularExpressions;
using System.Xml.Linq;
using Portico.Testbed;

namespace Portico.EndToEnd.House;

/// <summary>Each package has its line in docs/dependencies.md (why, licence, what would replace it), and its own licence is a permissive one.</summary>
public sealed partial class Dependencies_page
{
    static readonly string[] Permissive = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL", "0BSD", "ISC"];

    /// <summary>What tests may use beside: nothing of it ships.</summary>
    static readonly string[] ForTests = [.. Permissive, "MPL-2.0"];

    public static TheoryData<string, string> Packages =>
    [
        .. from version in XDocument.Load(RepositoryRoot.Combine("Directory.Packages.props")).Descendants("PackageVersion")
           select (version.Attribute("Include")!.Value, version.Attribute("Version")!.Value),
    ];

    [Theory]
    [MemberData(nameof(Packages))]
    public void names_each_package(string package, string version)
    {
        version.ShouldNotBeNullOrEmpty();
        var row = File.ReadLines(RepositoryRoot.Combine("docs", "dependencies.md")).FirstOrDefault(line => line.Contains($"| {package} |", StringComparison.Ordinal));
        row.ShouldNotBeNull($"{package} has no row in docs/dependencies.md.");
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        (cells[2] == "tests" ? ForTests : Permissive).ShouldContain(cells[3]);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void agrees_with_the_packages_own_licence(string package, string version)
    {
        var file = Path.Combine(PackageFolder, package.ToLowerInvariant(), version, package.ToLowerInvariant() + ".nuspec");
        Assert.SkipUnless(File.Exists(file), $"{package} {version} is not restored on this machine.");
        var licence = XDocument.Load(file).Descendants().FirstOrDefault(e => e.Name.LocalName == "license" && e.Attribute("type")?.Value == "expression")?.Value;
        if (licence is null)
            return; // An older package that names its licence in a file: the row says which, read by a person.
        ForTests.ShouldContain(licence, $"{package} {version} is under {licence}.");
        File.ReadLines(RepositoryRoot.Combine("docs", "dependencies.md")).ShouldContain(line => line.Contains($"| {package} |", StringComparison.Ordinal) && line.Contains($"| {licence} |", StringComparison.Ordinal));
    }

    [Fact]
    public void names_no_package_that_is_gone()
    {
        var known = Packages.Select(p => p.Data.Item1).ToHashSet();
        var rows = File.ReadLines(RepositoryRoot.Combine("docs", "dependencies.md"))
            .SkipWhile(line => !line.StartsWith("## Packages", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("## Other", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| package", StringComparison.Ordinal));
        rows.Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1]).Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void lock_files_name_no_registry()
    {
        var files = Directory.GetFiles(RepositoryRoot.Path, "package-lock.json", SearchOption.AllDirectories).Where(f => !f.Contains("node_modules", StringComparison.Ordinal));
        foreach (var file in files)
            Resolved().IsMatch(File.ReadAllText(file)).ShouldBeFalse($"{file} names a registry host. Make it with: npm install --package-lock-only --omit-lockfile-registry-resolved");
    }

    static string PackageFolder => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [GeneratedRegex("\"resolved\":\\s*\"https?://")]
    private static partial Regex Resolved();
}
