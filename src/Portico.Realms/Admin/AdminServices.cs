using Portico.Realms.Passwords;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary>What the admin API works with.</summary>
sealed record AdminServices(RealmStore Store, PasswordHasher Hasher, AdminAuthentication Authenticate);
