using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary>Who calls the admin API: the realm that issued the token, its user (or service account) as it is now, and the client it was issued for.</summary>
sealed record AdminCaller(RealmSnapshot Realm, RealmUser User, Client Client);
