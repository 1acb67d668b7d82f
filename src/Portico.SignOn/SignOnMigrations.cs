using Portico.Storage;

namespace Portico.SignOn;

/// <summary>The tables of sign-on: identities, sessions, pending sign-ins, own tokens and their keys. Open the catalog's database with them.</summary>
public static class SignOnMigrations
{
    /// <summary>Module <c>signon</c>.</summary>
    public static MigrationSet Set { get; } = new("signon", typeof(SignOnMigrations).Assembly, "Portico.SignOn.Migrations");
}
