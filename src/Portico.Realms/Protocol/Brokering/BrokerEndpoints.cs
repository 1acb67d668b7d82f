using Microsoft.AspNetCore.Http;
using Portico.Realms.Pages;

namespace Portico.Realms.Protocol.Brokering;

/// <summary><c>/realms/{realm}/broker/{alias}/...</c>: the way to another provider and back.</summary>
static class BrokerEndpoints
{
    /// <summary>Answers a path below <c>broker/</c>; false when there is no such thing.</summary>
    public static async Task<bool> TryHandle(Call call, string rest)
    {
        if (rest.Split('/') is not [_, var segment, .. var path] || (call.Http.Request.Method is not ("GET" or "POST")))
            return false;
        var handler = string.Join('/', path) switch
        {
            "login" => BrokerLogin.Handle,
            "endpoint" => BrokerCallback.Handle,
            "endpoint/logout_response" => UpstreamLogout.HandleAnswer,
            "token" => BrokerTokens.Handle,
            _ => (Func<Call, UpstreamProvider, Task>?)null,
        };
        if (handler is null)
            return false;
        if (RealmGate.Refuse(call) is { } closed)
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, closed.Description!);
        else if (UpstreamProvider.Find(call.Realm, Uri.UnescapeDataString(segment)) is not { } provider)
            await ErrorPage.Write(call, StatusCodes.Status404NotFound, Texts.Get(Languages.Of(call, null), "identityProviderNotFound"));
        else
            await handler(call, provider);
        return true;
    }
}
