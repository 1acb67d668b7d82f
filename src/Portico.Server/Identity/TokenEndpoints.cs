using System.Text.Json;
using Portico.Catalog.Policies;
using Portico.SignOn;

namespace Portico.Server.Identity;

/// <summary>Tokens that the catalog issues: a bot's, which administrators handle, and people's own (<c>/api/v1/users/...</c>).</summary>
sealed class TokenEndpoints(IAccounts accounts, OwnTokenIssuer tokens)
{
    const string NoTokensForBots = "Bots do not have personal access tokens";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/api/v1/users/generateToken/{id:guid}", context => ForBot(context, Id(context), GenerateToken));
        routes.MapGet("/api/v1/users/token/{id:guid}", context => ForBot(context, Id(context), ShowToken));
        routes.MapGet("/api/v1/users/auth-mechanism/{id:guid}", context => ForBot(context, Id(context), ShowMechanism));
        routes.MapPut("/api/v1/users/revokeToken", RevokeToken);
        routes.MapGet("/api/v1/users/security/token", ListPersonal);
        routes.MapPut("/api/v1/users/security/token", IssuePersonal);
        routes.MapPut("/api/v1/users/security/token/revoke", RevokePersonal);
    }

    static Guid Id(HttpContext context) => Guid.Parse((string)context.Request.RouteValues["id"]!);

    async Task ForBot(HttpContext context, Guid id, Func<HttpContext, Account, Task> answer)
    {
        if (Authorizer.CheckAdmin(context.GetSubject()!) is { Allowed: false } decision)
        {
            await Answers.Forbidden(context, decision.Reason);
            return;
        }
        var account = await accounts.Find(id, context.RequestAborted);
        if (account is null || account.Deleted)
            await Answers.Refused(context, StatusCodes.Status404NotFound, $"user instance for {id} not found");
        else if (!account.IsBot)
            await Answers.Refused(context, StatusCodes.Status400BadRequest, "Generating JWT token is only supported for bot users");
        else
            await answer(context, account);
    }

    async Task GenerateToken(HttpContext context, Account bot)
    {
        if (await Lifetime(context) is not { } asked)
            return;
        var token = await tokens.IssueForBot(bot, asked.Lifetime, context.RequestAborted);
        await Answers.Json(context, StatusCodes.Status200OK, writer => WriteMechanism(writer, token));
    }

    async Task ShowToken(HttpContext context, Account bot)
    {
        var token = await tokens.FindForBot(bot.Id, context.RequestAborted);
        await Answers.Json(context, StatusCodes.Status200OK, writer => WriteMechanism(writer, token));
    }

    async Task ShowMechanism(HttpContext context, Account bot)
    {
        var token = await tokens.FindForBot(bot.Id, context.RequestAborted);
        await Answers.Json(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("config");
            WriteMechanism(writer, token);
            writer.WriteString("authType", "JWT");
            writer.WriteEndObject();
        });
    }

    async Task RevokeToken(HttpContext context)
    {
        if (await Answers.Body(context) is not { } body)
            return;
        if (!body.TryGetProperty("id", out var member) || !Guid.TryParse(member.ToString(), out var id))
        {
            await Answers.Refused(context, StatusCodes.Status400BadRequest, "id must name the bot's user");
            return;
        }
        await ForBot(context, id, async (_, bot) =>
        {
            await tokens.RevokeForBot(bot.Id, context.RequestAborted);
            await Answers.Json(context, StatusCodes.Status200OK, writer => WriteMechanism(writer, null));
        });
    }

    async Task ListPersonal(HttpContext context)
    {
        if (await Person(context) is not { } person)
            return;
        var issued = await tokens.ListPersonal(person.Id, context.RequestAborted);
        // What a token is was shown once, when it was issued.
        await Answers.List(context, issued, (writer, token) => WritePersonal(writer, token, secret: false));
    }

    async Task IssuePersonal(HttpContext context)
    {
        var account = await accounts.Find(context.GetSubject()!.Id, context.RequestAborted);
        if (account is null or { IsBot: true })
        {
            await Answers.Refused(context, StatusCodes.Status400BadRequest, NoTokensForBots);
            return;
        }
        // A stolen short-lived token must not become a lasting one.
        if (context.GetCaller()!.Kind == CallerKind.OwnToken)
        {
            await Answers.Forbidden(context, "A token cannot issue further tokens: sign in");
            return;
        }
        if (await Lifetime(context) is not { } asked)
            return;
        if (asked.Name.Length is 0 or > 256)
        {
            await Answers.Refused(context, StatusCodes.Status400BadRequest, "tokenName must have 1 to 256 characters");
            return;
        }
        var token = await tokens.IssuePersonal(account, asked.Name, asked.Lifetime, context.RequestAborted);
        await Answers.Json(context, StatusCodes.Status200OK, writer => WritePersonal(writer, token, secret: true));
    }

    async Task RevokePersonal(HttpContext context)
    {
        if (await Person(context) is not { } person)
            return;
        IReadOnlyCollection<Guid>? ids = null;
        if (!string.Equals(context.Request.Query["removeAll"], "true", StringComparison.OrdinalIgnoreCase))
        {
            if (await Answers.Body(context) is not { } body)
                return;
            ids = body.TryGetProperty("tokenIds", out var listed) && listed.ValueKind == JsonValueKind.Array
                ? [.. listed.EnumerateArray().Select(t => Guid.TryParse(t.ToString(), out var id) ? id : Guid.Empty)]
                : [];
        }
        await tokens.RevokePersonal(person.Id, ids, context.RequestAborted);
        await Answers.List(context, await tokens.ListPersonal(person.Id, context.RequestAborted), (writer, token) => WritePersonal(writer, token, secret: false));
    }

    /// <summary>Whose tokens: the caller's, or with <c>username</c>, for administrators, somebody's. <c>null</c> after a refusal was sent.</summary>
    async Task<Account?> Person(HttpContext context)
    {
        var subject = context.GetSubject()!;
        if (context.Request.Query["username"].ToString() is not { Length: > 0 } name || name == subject.Name)
        {
            var own = await accounts.Find(subject.Id, context.RequestAborted);
            if (own is { IsBot: false })
                return own;
            await Answers.Refused(context, StatusCodes.Status400BadRequest, NoTokensForBots);
            return null;
        }
        if (Authorizer.CheckAdmin(subject) is { Allowed: false } decision)
        {
            await Answers.Forbidden(context, decision.Reason);
            return null;
        }
        var account = await accounts.FindByName(name, context.RequestAborted);
        if (account is null)
            await Answers.Refused(context, StatusCodes.Status404NotFound, $"user instance for {name} not found");
        return account;
    }

    /// <summary>What the body asks for; <c>null</c> after a 400 was sent.</summary>
    static async Task<(TimeSpan? Lifetime, string Name)?> Lifetime(HttpContext context)
    {
        if (await Answers.Body(context) is not { } body)
            return null;
        var expiry = body.TryGetProperty("JWTTokenExpiry", out var member) ? member.ToString() : "Unlimited";
        if (OwnTokenExpiry.TryParse(expiry, out var lifetime))
            return (lifetime, body.TryGetProperty("tokenName", out var name) ? name.ToString().Trim() : "");
        await Answers.Refused(context, StatusCodes.Status400BadRequest, "JWTTokenExpiry is one of OneHour, 1, 7, 30, 60, 90, Unlimited");
        return null;
    }

    static void WriteMechanism(Utf8JsonWriter writer, OwnToken? token)
    {
        writer.WriteStartObject();
        writer.WriteString("JWTToken", token?.Jwt ?? "");
        writer.WriteString("JWTTokenExpiry", token is null ? "Unlimited" : Expiry(token));
        if (token?.ExpiresAt is { } expires)
            writer.WriteNumber("JWTTokenExpiresAt", expires.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }

    static void WritePersonal(Utf8JsonWriter writer, OwnToken token, bool secret)
    {
        writer.WriteStartObject();
        writer.WriteString("token", token.Id);
        writer.WriteString("tokenName", token.Name);
        writer.WriteString("userId", token.AccountId);
        writer.WriteString("tokenType", "PERSONAL_ACCESS_TOKEN");
        // Required by the schema; a token without an end ends in the year 9999.
        writer.WriteNumber("expiryDate", (token.ExpiresAt ?? DateTimeOffset.MaxValue).ToUnixTimeMilliseconds());
        if (secret)
            writer.WriteString("jwtToken", token.Jwt);
        writer.WriteEndObject();
    }

    static string Expiry(OwnToken token) => token.ExpiresAt is not { } expires ? "Unlimited" : Math.Round((expires - token.CreatedAt).TotalHours) switch
    {
        <= 1 => "OneHour",
        <= 24 => "1",
        <= 24 * 7 => "7",
        <= 24 * 30 => "30",
        <= 24 * 60 => "60",
        _ => "90",
    };
}
