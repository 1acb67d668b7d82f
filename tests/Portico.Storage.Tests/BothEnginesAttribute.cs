using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Portico.Storage.Tests;

/// <summary>Runs a test on SQLite and on PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class BothEnginesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<DialectKind>(DialectKind.Sqlite), new TheoryDataRow<DialectKind>(DialectKind.Postgres)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
