namespace Portico.Cli;

/// <summary>The variables that a workflow file may name: those of the environment, and where a Portico on this machine listens unless told otherwise.</summary>
static class Variables
{
    public static string? Get(string name) => Environment.GetEnvironmentVariable(name) ?? name switch
    {
        "PORTICO_CATALOG" => "http://localhost:8585",
        "PORTICO_REALM" => "http://localhost:8080/realms/data-sec",
        _ => null,
    };
}
