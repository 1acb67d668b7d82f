using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Catalog.Types;

namespace Portico.Server.Api;

/// <summary>The version that the API speaks, and the list of its collections.</summary>
static partial class SystemEndpoints
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

    /// <summary>
    /// Every generation of OpenMetadata's client refuses a server of another version than its own. Workflows from 1.13 on name their version in the user agent, and
    /// what they ask is understood from 1.13 to 2.0: they are told what they expect.
    /// </summary>
    static Task Version(HttpContext http) => Answer.Json(http, writer =>
    {
        var client = ClientVersion().Match(http.Request.Headers.UserAgent.ToString());
        writer.WriteStartObject();
        writer.WriteString("version"u8, client.Success ? client.Groups["version"].Value : http.RequestServices.GetService<ApiSettings>()?.Version ?? ApiVersion);
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

    [GeneratedRegex(@"; v(?<version>(1\.13|2\.0)\.\d+)(\.\d+)?\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex ClientVersion();
}
