namespace Portico.Ingestion;

/// <summary>The error ids of this project; each has a paragraph in docs/errors.md.</summary>
public static class Errors
{
    /// <summary>The workflow file does not exist or cannot be read. Check the path after <c>-c</c> and the file's permissions.</summary>
    public const string FileUnreadable = "PORTICO-ING-001";

    /// <summary>The workflow file is not YAML (or JSON). The message names the line and column where reading stopped; a value from the environment with quotes or colons in it is a frequent cause: quote the place where it is used.</summary>
    public const string NotYaml = "PORTICO-ING-002";

    /// <summary>The workflow file has a key that does not exist at this place. The message names line, column and the nearest known key.</summary>
    public const string UnknownKey = "PORTICO-ING-003";

    /// <summary>A value of the workflow file has the wrong type, for example a list where a text belongs. The message names line, column and the type that is expected.</summary>
    public const string WrongType = "PORTICO-ING-004";

    /// <summary>A key that the workflow needs is missing. The message names the place that lacks it.</summary>
    public const string MissingKey = "PORTICO-ING-005";

    /// <summary>A value of the workflow file has the right type and cannot be used: not among the allowed words, out of range, no address, no valid regular expression, or a placeholder that was not filled in.</summary>
    public const string BadValue = "PORTICO-ING-006";

    /// <summary>A key appears twice in the same block of the workflow file; one of the two would be ignored silently. Delete one.</summary>
    public const string DuplicateKey = "PORTICO-ING-007";

    /// <summary>The workflow asks for a kind of source, workflow or sign-in that OpenMetadata's grammar knows and Portico does not run. The message names what is available.</summary>
    public const string NotAvailable = "PORTICO-ING-008";

    /// <summary>Nothing answers at the catalog's address. Start the catalog, or correct <c>workflowConfig.openMetadataServerConfig.hostPort</c>. Nothing was written.</summary>
    public const string CatalogUnreachable = "PORTICO-ING-010";

    /// <summary>What answers at <c>hostPort</c> is no OpenMetadata catalog, or one of another version (major and minor must be equal). Correct the address, which ends in <c>/api</c>, or use the client of that version.</summary>
    public const string CatalogVersion = "PORTICO-ING-011";

    /// <summary>Nothing answers at the token endpoint, or it answers with a failure of its own. Start the identity provider, or correct <c>securityConfig.tokenEndpoint</c>. Nothing was written.</summary>
    public const string TokenEndpointUnreachable = "PORTICO-ING-012";

    /// <summary>The identity provider refused the client: the secret is wrong, or the client does not exist, is disabled or has no service account. Read the secret again from the client's Credentials page and set it as <c>securityConfig.secretKey</c>. Nothing was written.</summary>
    public const string TokenRefused = "PORTICO-ING-013";

    /// <summary>What answers at the token endpoint is no OAuth 2.0 token endpoint. It should look like <c>https://host/realms/REALM/protocol/openid-connect/token</c>.</summary>
    public const string TokenEndpointWrong = "PORTICO-ING-014";

    /// <summary>The catalog does not accept the token (401): it is expired, of another realm, or made for another audience. Check that catalog and workflow use the same realm, and that the token is still valid.</summary>
    public const string NotAuthenticated = "PORTICO-ING-015";

    /// <summary>The catalog knows the caller and refuses the operation (403). Give the service account's bot the ingestion role, or ask an administrator.</summary>
    public const string NotAllowed = "PORTICO-ING-016";

    /// <summary>The catalog stopped answering in the middle of a run, and did not come back while it was tried again. What was written stays; run the workflow again to complete it.</summary>
    public const string CatalogLost = "PORTICO-ING-017";

    /// <summary>The catalog refused one entity; the others were written. The message is the catalog's own.</summary>
    public const string EntityRefused = "PORTICO-ING-018";

    /// <summary>The catalog answered a call with an error that trying again does not mend. The message is the catalog's own.</summary>
    public const string CatalogRefused = "PORTICO-ING-019";

    /// <summary>The source cannot be reached: nobody listens at <c>hostPort</c>, or the SQLite file does not exist. Nothing was written.</summary>
    public const string SourceUnreachable = "PORTICO-ING-020";

    /// <summary>The source refuses the user or the password. Correct <c>username</c> and <c>authType.password</c> of the connection. Nothing was written.</summary>
    public const string SourceLogin = "PORTICO-ING-021";

    /// <summary>The source answers, and what it answers cannot be used: the database does not exist, the file is no SQLite database, or the server is too old. Nothing was written.</summary>
    public const string SourceUnusable = "PORTICO-ING-022";

    /// <summary>Reading the source failed in the middle of a run. What was written stays, nothing was marked as deleted; run the workflow again.</summary>
    public const string SourceLost = "PORTICO-ING-023";

    /// <summary>The workflow has no <c>serviceConnection</c>, and the catalog has no service of that name, or keeps no connection for it. Add the connection to the workflow file.</summary>
    public const string NoConnection = "PORTICO-ING-024";

    /// <summary>A part of the source could not be read or was left out, and the run went on: a broken view, an option that has no effect, an environment variable that is not set.</summary>
    public const string Warning = "PORTICO-ING-025";

    /// <summary>The run ended with a share of failures above what <c>workflowConfig.successThreshold</c> allows. The failures are listed above it.</summary>
    public const string RunFailed = "PORTICO-ING-026";
}
