using System.Text.Json.Nodes;

namespace Portico.Realms.Admin;

/// <summary>What an admin call answers: a status, and a JSON body or none. Keycloak's refusals come in four shapes, one factory each.</summary>
sealed record AdminAnswer(int Status, JsonNode? Body = null)
{
    /// <summary>Path below the server's address of what was created; its last segment is the id or name, already escaped.</summary>
    public string? Location { get; init; }

    /// <summary>A content type without a body: some of Keycloak's 204 answers say that they are JSON.</summary>
    public string? ContentType { get; init; }

    /// <summary>A plain text body, for the few answers that are no JSON.</summary>
    public string? Text { get; init; }

    /// <summary>Why it failed, with an error id, where the body has no room for it: sent in the header <c>X-Portico-Reason</c>.</summary>
    public string? Reason { get; init; }

    public static AdminAnswer NoContent { get; } = new(204);

    public static AdminAnswer Unauthorized { get; } = Error(401, "HTTP 401 Unauthorized");

    public static AdminAnswer Forbidden { get; } = Error(403, "HTTP 403 Forbidden");

    public static AdminAnswer HttpNotFound { get; } = Error(404, "HTTP 404 Not Found");

    public static AdminAnswer BadRequest { get; } = Error(400, "HTTP 400 Bad Request");

    public static AdminAnswer Duplicate { get; } = Described(409, "conflict", "Duplicate resource error");

    public static AdminAnswer Failed { get; } = Described(500, "unknown_error", "For more on this error consult the server log.");

    public static AdminAnswer Ok(JsonNode body) => new(200, body);

    public static AdminAnswer Created(string location, JsonNode? body = null) => new(201, body) { Location = location };

    /// <summary><c>{"error": text}</c></summary>
    public static AdminAnswer Error(int status, string text) => new(status, new JsonObject { ["error"] = text });

    public static AdminAnswer NotFound(string text) => Error(404, text);

    /// <summary><c>{"errorMessage": text}</c></summary>
    public static AdminAnswer Message(int status, string text) => new(status, new JsonObject { ["errorMessage"] = text });

    /// <summary><c>{"error": code, "error_description": text}</c></summary>
    public static AdminAnswer Described(int status, string code, string text) => new(status, new JsonObject { ["error"] = code, ["error_description"] = text });
}
