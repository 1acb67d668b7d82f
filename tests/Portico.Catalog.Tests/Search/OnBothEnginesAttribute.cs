using System.Reflection;
using Portico.Storage;
using Xunit.Sdk;
using Xunit.v3;

namespace Portico.Catalog.Tests.Search;

/// <summary>Runs a theory on both engines.</summary>
sealed class OnBothEnginesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<DialectKind>().Select(kind => new TheoryDataRow<DialectKind>(kind))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
