using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Catalog.Writing;

namespace Portico.Catalog.Engine;

public sealed partial class MetadataCatalog
{
    /// <summary>Adds a follower, or takes one away. Everybody may follow; only administrators may make others follow.</summary>
    public async Task<Result<Change>> Follow(Subject subject, string type, Guid id, Guid user, bool follows, CancellationToken ct)
    {
        var entity = EntityTypes.Get(type);
        if (entity.Reference("followers") is not { } member)
            return new Refusal(RefusalKind.Invalid, $"A {type} cannot be followed");
        if (!subject.IsAdmin && user != subject.Id && Authorizer.CheckAdmin(subject) is { Allowed: false } decision)
            return new Refusal(RefusalKind.Forbidden, decision.Reason);
        var found = await Get(subject, type, id, ReadOptions.Everything, ct);
        if (!found.Ok)
            return found.Refusal;
        var at = Now;
        var done = await _database.Write(async session =>
        {
            if (await EntityReads.One(session, PeopleTypes.User, user) is null)
                return false;
            var row = new RelationRow(id, member.Kind, user);
            if (follows)
                await WriteSet.AddRelation(session, row);
            else
                await WriteSet.RemoveRelation(session, row);
            var tenths = (long)(found.Value.Version * 10);
            var description = new JsonObject
            {
                [follows ? "fieldsAdded" : "fieldsDeleted"] = new JsonArray(new JsonObject { ["name"] = "followers", [follows ? "newValue" : "oldValue"] = user.ToString() }),
            };
            await ChangeEvents.Write(session, [new(at, ChangeKind.FieldsChanged, type, id, found.Value.Fqn, tenths, tenths, subject.Name, description.ToJsonString())]);
            return true;
        }, ct);
        return done ? await Changed(subject, entity, ChangeKind.FieldsChanged, id, null, ct) : NotFound(PeopleTypes.User, user);
    }

    /// <summary>Votes for an entity (<c>true</c>), against it, or (<c>null</c>) takes the vote back.</summary>
    public async Task<Result<Change>> Vote(Subject subject, string type, Guid id, bool? up, CancellationToken ct)
    {
        var entity = EntityTypes.Get(type);
        if (entity.Reference("votes") is not { } member)
            return new Refusal(RefusalKind.Invalid, $"Nobody can vote for a {type}");
        var found = await Get(subject, type, id, ReadOptions.Everything, ct);
        if (!found.Ok)
            return found.Refusal;
        var row = new RelationRow(id, member.Kind, subject.Id, 0, up == true ? Serving.DocumentWriter.VotedUp : "\"votedDown\"");
        await _database.Write(session => up is null ? WriteSet.RemoveRelation(session, row) : WriteSet.AddRelation(session, row), ct);
        return await Changed(subject, entity, ChangeKind.FieldsChanged, id, null, ct);
    }
}
