using Microsoft.AspNetCore.Http;
using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Realms.Tokens;
using Portico.Storage;

namespace Portico.Realms.Protocol.Brokering;

/// <summary>The tokens that another provider gave, where its settings keep them, and <c>GET broker/{alias}/token</c>, which gives them to applications of users who have the role <c>broker/read-token</c>.</summary>
static class BrokerTokens
{
    const string Upsert = """
        INSERT INTO realm_federated_token (realm_id, user_id, provider, token) VALUES (@realm, @user, @provider, @token)
        ON CONFLICT (realm_id, user_id, provider) DO UPDATE SET token = excluded.token
        """;

    const string Select = "SELECT token FROM realm_federated_token WHERE realm_id = @realm AND user_id = @user AND provider = @provider";

    public static Task Keep(Session session, Envelope envelope, string realmId, string userId, string alias, string token) => session.Execute(Upsert,
        ("realm", realmId), ("user", userId), ("provider", alias), ("token", envelope.Seal(token, Purpose(realmId, userId, alias))));

    public static async Task Handle(Call call, UpstreamProvider provider)
    {
        var realm = call.Realm;
        if (AccessTokens.Bearer(call.Http) is not { } text || await AccessTokens.Verify(call.Provider, realm, call.Issuer, text, call.Now, call.Aborted) is not ({ } token, _))
        {
            await Answers.Error(call.Http, new Refusal(StatusCodes.Status401Unauthorized, "invalid_token", Messages.TokenVerificationFailed));
            return;
        }
        var role = realm.FindClient("broker") is { } broker ? realm.FindRole("read-token", broker.Id) : null;
        // What the token says counts, too: a client that may not act with this role got none in it.
        if (role is null || !realm.EffectiveRoles(token.User).Contains(role)
            || token.Jwt.Claims.Member("resource_access")?.Member("broker")?.Texts("roles").Contains("read-token") is not true)
        {
            await Answers.Error(call.Http, new Refusal(StatusCodes.Status403Forbidden, "access_denied", $"Client [{token.Client.ClientId}] not authorized to retrieve tokens from identity provider [{provider.Alias}]."));
            return;
        }
        var stored = provider.StoreToken ? await call.Provider.Database.Read(s => s.QueryFirst<byte[]>(Select, row => (byte[])row.GetValue(0), ("realm", realm.Id), ("user", token.User.Id), ("provider", provider.Alias)), call.Aborted) : null;
        if (stored is null)
        {
            await Answers.Error(call.Http, new Refusal(StatusCodes.Status400BadRequest, "invalid_request", $"User [{token.User.Id}] is not associated with identity provider [{provider.Alias}]."));
            return;
        }
        await Answers.Bytes(call.Http, "application/json", Answers.NoStore, System.Text.Encoding.UTF8.GetBytes(call.Provider.Realms.Envelope.Unseal(stored, Purpose(realm.Id, token.User.Id, provider.Alias))));
    }

    static string Purpose(string realmId, string userId, string alias) => $"{realmId}/{userId}/{alias}/token";
}
