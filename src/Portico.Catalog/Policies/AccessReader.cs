using Microsoft.Extensions.Logging;
using Portico.Storage;

namespace Portico.Catalog.Policies;

/// <summary>Reads users, teams, roles and policies out of the catalog's tables.</summary>
static class AccessReader
{
    public static async Task<long> Version(Session session) => await session.QueryFirst("SELECT version FROM catalog_access", r => r.GetInt64(0));

    public static Task<AccessSnapshot> Load(Session session, ILogger log) => throw new NotSupportedException();

    public static Task<AccessUser?> User(Session session, Guid id) => throw new NotSupportedException();
}
