using System.Text.Json;
using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Store;

namespace Portico.Realms.Import;

/// <summary>A realm ready to be stored.</summary>
sealed record BuiltRealm(JsonElement Document, JsonElement? Secret, IReadOnlyList<RealmObject> Objects, IReadOnlyList<RealmUser> Users, IReadOnlyList<(string UserId, Consent Consent)> Consents);
