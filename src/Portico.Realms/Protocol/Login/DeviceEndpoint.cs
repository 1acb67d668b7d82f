using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Login;

/// <summary>The device authorization grant (RFC 8628): the device asks for a pair of codes, a person enters one of them in a browser and signs in.</summary>
static class DeviceEndpoint
{
    const string Letters = "BCDFGHJKLMNPQRSTVWXZ"; // no vowels: no words, and nothing to be mistaken for a digit (RFC 8628, 6.1)

    /// <summary><c>POST protocol/openid-connect/auth/device</c>.</summary>
    public static async Task Request(Call call)
    {
        var outcome = await Begin(call);
        if (outcome.IsRefused(out var refusal, out var codes))
        {
            await Answers.Error(call.Http, refusal);
            return;
        }
        await Answers.Json(call.Http, 200, Answers.PageCache, json =>
        {
            json.WriteStartObject();
            json.WriteString("device_code", codes.Device);
            json.WriteString("user_code", codes.User);
            json.WriteString("verification_uri", call.Url("device"));
            json.WriteString("verification_uri_complete", call.Url("device?user_code=" + codes.User));
            json.WriteNumber("expires_in", codes.Lifespan);
            json.WriteNumber("interval", Interval(call.Realm, codes.Client));
            json.WriteEndObject();
        });
    }

    /// <summary>Seconds between two polls.</summary>
    public static int Interval(RealmSnapshot realm, Client client) => client.Seconds("oauth2.device.polling.interval") ?? realm.Settings.DevicePollingInterval;

    public static bool IsAllowed(Client client) => client.IsSet("oauth2.device.authorization.grant.enabled");

    /// <summary><c>GET|POST device</c>: with a code in the address or form, on to the sign-in; else the page that asks for it.</summary>
    public static async Task Verify(Call call)
    {
        if (RealmGate.Refuse(call) is { } closed)
        {
            await ErrorPage.Write(call, 400, closed.Description!);
            return;
        }
        var code = HttpMethods.IsPost(call.Http.Request.Method) ? (await Parameters.ReadForm(call.Http.Request, call.Aborted))["device_user_code"] : call.Query["user_code"];
        if (code is null)
        {
            await DevicePages.Ask(call, isWrong: false);
            return;
        }
        var found = await call.Provider.Database.Read(async s =>
            await Tickets.Find(s, Tickets.UserCode, Normalized(code), call.Realm.Id) is { } user && user.Expires > call.Now
            && await Tickets.Find(s, Tickets.Device, user.Data, call.Realm.Id) is { } device ? (Id: user.Data, Request: DeviceRequest.Read(device.Data)) : default, call.Aborted);
        if (found.Request is not { IsDenied: false, SessionId: null } waiting || call.Realm.FindClientById(waiting.ClientUuid) is not { Enabled: true } client)
        {
            await DevicePages.Ask(call, isWrong: true);
            return;
        }
        await SignInFlow.Begin(call, client, new AuthorizationRequest
        {
            ClientId = client.ClientId, RedirectUri = "", RedirectUriGiven = false, ResponseType = "", ResponseMode = "query", Scope = waiting.Scope, Device = found.Id,
        });
    }

    static async Task<Outcome<Codes>> Begin(Call call)
    {
        if (RealmGate.Refuse(call) is { } closed)
            return closed;
        var form = await Parameters.ReadForm(call.Http.Request, call.Aborted);
        if ((await ClientAuthentication.Authenticate(call, form)).IsRefused(out var refusal, out var client))
            return refusal;
        if (Cors.Check(call, client) is { } foreign)
            return foreign;
        if (!IsAllowed(client))
            return new Refusal(400, "unauthorized_client", "Client is not allowed to initiate OAuth 2.0 Device Authorization Grant. The flow is disabled for the client.");
        if (form.HasDuplicates())
            return Refusal.InvalidRequest(Messages.DuplicatedParameter);
        if (ScopePlan.For(call.Realm, client, form["scope"]) is null)
            return Refusal.InvalidScope(form["scope"]);
        if (Pkce.CheckRequest(client, form["code_challenge"], form["code_challenge_method"]) is { } problem)
            return Refusal.InvalidRequest(problem);
        var lifespan = client.Seconds("oauth2.device.code.lifespan") ?? call.Realm.Settings.DeviceCodeLifespan;
        var device = Tickets.NewSecret();
        var id = Tickets.Hash(device);
        var request = new DeviceRequest { ClientUuid = client.Id, Scope = form["scope"], Challenge = form["code_challenge"], ChallengeMethod = form["code_challenge_method"] };
        while (true)
        {
            var user = $"{RandomNumberGenerator.GetString(Letters, 4)}-{RandomNumberGenerator.GetString(Letters, 4)}";
            var isNew = await call.Provider.Database.Write(async s =>
            {
                if (!await Tickets.Add(s, Tickets.UserCode, user, call.Realm.Id, call.Now + lifespan, id))
                    return false;
                await Tickets.Add(s, Tickets.Device, id, call.Realm.Id, call.Now + lifespan, request.Write());
                return true;
            }, call.Aborted);
            if (isNew)
                return new Codes(device, user, lifespan, client);
        }
    }

    static string Normalized(string code)
    {
        var letters = string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetter));
        return letters.Length == 8 ? $"{letters[..4]}-{letters[4..]}" : code;
    }

    sealed record Codes(string Device, string User, int Lifespan, Client Client);
}
