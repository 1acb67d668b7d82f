using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Portico.Testbed;

namespace Portico.EndToEnd.House;

/// <summary>The plan of the house (docs/architecture.md): between the catalog and the provider there is only HTTP, and nothing points upwards.</summary>
public sealed class Who_may_import_whom
{
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Portico.Storage"] = [],
        ["Portico.Catalog"] = ["Portico.Storage"],
        ["Portico.Realms"] = ["Portico.Storage"],
        ["Portico.SignOn"] = ["Portico.Storage"],
        ["Portico.Keycloak"] = [],
        ["Portico.Ingestion"] = [],
        ["Portico.Server"] = ["Portico.Catalog", "Portico.SignOn", "Portico.Realms", "Portico.Keycloak", "Portico.Storage"],
        ["Portico.Testing"] = ["Portico.Realms", "Portico.Storage"],
        ["Portico.Cli"] = ["Portico.Ingestion", "Portico.Keycloak", "Portico.SignOn"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(RepositoryRoot.Combine("src")).Select(d => Path.GetFileName(d)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void is_as_the_project_files_say(string project)
    {
        Allowed.ShouldContainKey(project, "A new project needs its row here and in the plan.");
        var file = XDocument.Load(RepositoryRoot.Combine("src", project, project + ".csproj"));
        var references = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
        references.ShouldBeSubsetOf(Allowed[project]);
    }

    /// <summary>What the compiler kept: a reference that comes in through another project is one, too.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void is_as_the_assemblies_say(string project)
    {
        var file = Assemblies(project).FirstOrDefault();
        file.ShouldNotBeNull($"{project} has not been built. Run: dotnet build -c Release");
        using var stream = File.OpenRead(file);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        var ours = metadata.AssemblyReferences
            .Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))
            .Where(n => n.StartsWith("Portico.", StringComparison.Ordinal));
        ours.ShouldBeSubsetOf(Allowed[project]);
    }

    static IEnumerable<string> Assemblies(string project)
    {
        var name = XDocument.Load(RepositoryRoot.Combine("src", project, project + ".csproj")).Descendants("AssemblyName").FirstOrDefault()?.Value ?? project;
        return new[] { "Release", "Debug" }
            .Select(c => RepositoryRoot.Combine("src", project, "bin", c, "net10.0", name + ".dll"))
            .Where(File.Exists);
    }
}
