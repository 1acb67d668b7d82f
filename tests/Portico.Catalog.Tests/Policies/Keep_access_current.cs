using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Tests.Search;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Catalog.Tests.Policies;

/// <summary>Roles, teams and policies count from the next request on.</summary>
public sealed class Keep_access_current
{
    [Theory, OnBothEngines]
    public async Task A_role_counts_with_the_next_request_and_ends_with_the_next(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var ann = await catalog.Person("ann");
        MayName(catalog, ann).ShouldBeFalse();

        var steward = (string)(await catalog.Get("role", "DataSteward"))["id"]!;
        (await catalog.Patch(Subject.System, "user", ann.Id, $$"""[{"op": "add", "path": "/roles", "value": [{"id": "{{steward}}", "type": "role"}]}]""")).Ok.ShouldBeTrue();
        MayName(catalog, (await catalog.Subject(ann.Id))!).ShouldBeTrue();

        (await catalog.Patch(Subject.System, "user", ann.Id, """[{"op": "remove", "path": "/roles"}]""")).Ok.ShouldBeTrue();
        MayName(catalog, (await catalog.Subject(ann.Id))!).ShouldBeFalse();
    }

    [Theory, OnBothEngines]
    public async Task A_policy_that_is_changed_counts_with_the_next_request(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var ann = await catalog.Person("ann");
        catalog.Authorizer.Check(ann, "table", Operation.EditTags, ResourceContext.None).Allowed.ShouldBeTrue();

        (await catalog.Patch(Subject.System, "policy", "DataConsumerPolicy", """[{"op": "replace", "path": "/rules/0/operations", "value": ["ViewAll"]}]""")).Ok.ShouldBeTrue();
        catalog.Authorizer.Check((await catalog.Subject(ann.Id))!, "table", Operation.EditTags, ResourceContext.None).Allowed.ShouldBeFalse();
    }

    [Theory, OnBothEngines]
    public async Task Teams_give_what_their_ancestors_give(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var steward = (string)(await catalog.Get("role", "DataSteward"))["id"]!;
        var sales = await catalog.Make("team", $$"""{"name": "sales", "teamType": "Department", "defaultRoles": ["{{steward}}"]}""");
        var europe = await catalog.Make("team", $$"""{"name": "europe", "teamType": "Group", "parents": ["{{sales}}"]}""");
        var ann = await catalog.Person("ann");
        (await catalog.Patch(Subject.System, "user", ann.Id, $$"""[{"op": "add", "path": "/teams", "value": [{"id": "{{europe}}", "type": "team"}]}]""")).Ok.ShouldBeTrue();

        MayName(catalog, (await catalog.Subject(ann.Id))!).ShouldBeTrue();
        (await catalog.Subject(ann.Id))!.TeamIds.ShouldBe([europe]);
    }

    [Theory, OnBothEngines]
    public async Task A_deleted_user_acts_no_more(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var ann = await catalog.Person("ann");
        (await catalog.Catalog.Delete(Subject.System, "user", ann.Id, false, false, null, CancellationToken.None)).Ok.ShouldBeTrue();

        (await catalog.Subject(ann.Id)).ShouldBeNull();
        (await catalog.Authorizer.FindUser(ann.Id, CancellationToken.None)).ShouldNotBeNull().Deleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_node_knows_within_a_second()
    {
        await using var here = await SeededCatalog.Create(DialectKind.Postgres);
        await using var there = await here.OtherNode();
        var ann = await here.Person("ann");
        MayName(there, (await there.Subject(ann.Id))!).ShouldBeFalse();

        var steward = (string)(await here.Get("role", "DataSteward"))["id"]!;
        (await here.Patch(Subject.System, "user", ann.Id, $$"""[{"op": "add", "path": "/roles", "value": [{"id": "{{steward}}", "type": "role"}]}]""")).Ok.ShouldBeTrue();
        await Eventually.Answers<object>(async () => MayName(there, (await there.Subject(ann.Id))!) ? "yes" : null, "the other node does not know the role", TimeSpan.FromSeconds(5));
    }

    [Theory, OnBothEngines]
    public async Task A_consumer_describes_but_neither_deletes_nor_creates(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var (ann, table) = (await catalog.Person("ann"), await catalog.MakeTable());

        (await catalog.Patch(ann, "table", table, """[{"op": "add", "path": "/description", "value": "Every order"}]""")).Ok.ShouldBeTrue();
        var deleted = await catalog.Catalog.Delete(ann, "table", table, false, false, null, CancellationToken.None);
        deleted.Refusal.ShouldBe(new Refusal(RefusalKind.Forbidden, "Principal: CatalogPrincipal{name='ann'} operations [Delete] not allowed"));
        var created = await catalog.Try("databaseService", """{"name": "mine", "serviceType": "Postgres"}""", ann);
        created.Refusal.ShouldBe(new Refusal(RefusalKind.Forbidden, "Principal: CatalogPrincipal{name='ann'} operations [Create] not allowed"));
    }

    [Theory, OnBothEngines]
    public async Task A_view_only_role_denies_every_edit(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.Make("policy", """{"name": "view-only", "rules": [{"name": "deny", "effect": "deny", "resources": ["All"], "operations": ["EditAll", "Create", "Delete"]}]}""");
        await catalog.Make("role", """{"name": "viewer", "policies": ["view-only"]}""");
        var (vic, table) = (await catalog.Person("vic", false, "viewer"), await catalog.MakeTable());

        (await catalog.Catalog.Get(vic, "table", table, ReadOptions.Everything, CancellationToken.None)).Ok.ShouldBeTrue();
        var patched = await catalog.Patch(vic, "table", table, """[{"op": "add", "path": "/description", "value": "x"}]""");
        patched.Refusal.ShouldBe(new Refusal(RefusalKind.Forbidden, "Principal: CatalogPrincipal{name='vic'} operation EditDescription denied by role viewer, policy view-only, rule deny"));
    }

    [Theory, OnBothEngines]
    public async Task A_policy_that_cannot_be_understood_is_never_stored(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        const string bad = """{"name": "p", "rules": [{"name": "r", "effect": "allow", "resources": ["All"], "operations": ["All"], "condition": "isAllowed()"}]}""";

        (await catalog.Try("policy", bad)).Refusal!.Kind.ShouldBe(RefusalKind.Invalid);
        (await catalog.Try("policy", bad)).Refusal!.Message.ShouldContain("Unknown function isAllowed");
        await catalog.Make("policy", bad.Replace("isAllowed()", "isOwner()", StringComparison.Ordinal));
        var patched = await catalog.Patch(Subject.System, "policy", "p", """[{"op": "replace", "path": "/rules/0/condition", "value": "isOwner("}]""");
        patched.Refusal!.Kind.ShouldBe(RefusalKind.Invalid);
        var put = await catalog.Catalog.Put(Subject.System, "policy", System.Text.Json.JsonDocument.Parse(bad).RootElement, null, CancellationToken.None);
        put.Refusal!.Kind.ShouldBe(RefusalKind.Invalid);
        ((string)(await catalog.Get("policy", "p"))["rules"]![0]!["condition"]!).ShouldBe("isOwner()");
    }

    [Theory, OnBothEngines]
    public async Task A_condition_may_name_only_what_exists(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        (await catalog.Authorizer.Refuse("hasAnyRole('DataSteward') && inAnyTeam('Organization')", CancellationToken.None)).ShouldBeNull();
        (await catalog.Authorizer.Refuse("hasAnyRole('Nobody')", CancellationToken.None)).ShouldBe("Failed to evaluate - role instance for Nobody not found");
        (await catalog.Authorizer.Refuse("matchAnyTag('No.Tag')", CancellationToken.None)).ShouldBe("Failed to evaluate - tag instance for No.Tag not found");
        (await catalog.Authorizer.Refuse("isOwner", CancellationToken.None)).ShouldStartWith("Failed to parse - ");
    }

    static bool MayName(SeededCatalog catalog, Subject subject) => catalog.Authorizer.Check(subject, "table", Operation.EditDisplayName, ResourceContext.None).Allowed;
}
