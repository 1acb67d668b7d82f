namespace Portico.Realms.Store;

/// <summary>What a row of <c>realm_object</c> is.</summary>
enum ObjectKind
{
    /// <summary>A client.</summary>
    Client = 1,

    /// <summary>A client scope.</summary>
    Scope = 2,

    /// <summary>A realm or client role.</summary>
    Role = 3,

    /// <summary>A group.</summary>
    Group = 4,

    /// <summary>A component (key providers, registration policies ...).</summary>
    Component = 5,

    /// <summary>A document of the realm that is stored once it differs from the default: <c>requiredActions</c>, <c>userProfile</c>, <c>authenticationFlows</c> ...</summary>
    Document = 6,

    /// <summary>An identity provider; its id is its alias.</summary>
    IdentityProvider = 7,
}
