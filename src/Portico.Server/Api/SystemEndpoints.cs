using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Types;

namespace Portico.Server.Api;

/// <summary>The version that the API speaks, and the list of its collections.</summary>
static class SystemEndpoints
{
    /// <summary>OpenMetadata's version whose API this is: its clients compare the first two numbers with their own.</summary>
    public const string ApiVersion = "1.13.6";

    public static void Map(IEndpointRouteBuilder api)
    {
        // Clients ask for the version before anything else, with a token or without.
        api.MapGet("/system/version", Handle.Guarded(Version));
        api.MapGet("/version", Handle.Guarded(Version));
        api.MapGet("", Handle.Caller(Collections));
        api.MapGet("/system/settings/profilerConfiguration", Handle.Caller(call => Answer.Json(call.Http, new JsonObject
        {
            ["config_type"] = "profilerConfiguration",
            ["config_value"] = new JsonObject { ["metricConfiguration"] = new JsonArray() },
        })));
    }

    static Task Version(HttpContext http) => Answer.Json(http, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("version"u8, http.RequestServices.GetService<ApiSettings>()?.Version ?? ApiVersion);
        writer.WriteString("revision"u8, "portico");
        writer.WriteNumber("timestamp"u8, 0);
        writer.WriteEndObject();
    });

    static Task Collections(Call call) => Answer.Json(call.Http, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("data"u8);
        foreach (var type in EntityTypes.All)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("collection"u8);
            writer.WriteString("name"u8, type.Collection);
            writer.WriteString("href"u8, $"{call.HrefBase}/{type.Collection}");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
