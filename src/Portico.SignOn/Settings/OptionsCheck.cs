namespace Portico.SignOn;

/// <summary>Refuses options that cannot work, all at once.</summary>
static class OptionsCheck
{
    public static void Check(SignOnOptions options)
    {
        var problems = new List<string>();
        Address(problems, "the realm's address", options.RealmUrl);
        if (options.BackchannelRealmUrl is { } backchannel)
            Address(problems, "the realm's back-channel address", backchannel);
        if (options.PublicUrl is { } own)
            Address(problems, "the catalog's address", own);
        if (string.IsNullOrWhiteSpace(options.ClientId))
            problems.Add("the client id is empty");
        if (!options.CallbackPath.StartsWith('/') || options.CallbackPath.Length < 2)
            problems.Add($"the callback path '{options.CallbackPath}' is no path");
        if (!options.Scope.Split(' ').Contains("openid", StringComparer.Ordinal))
            problems.Add($"the scope '{options.Scope}' lacks openid");
        foreach (var (name, value) in new[]
        {
            ("session lifetime", options.SessionLifetime), ("idle timeout", options.SessionIdleTimeout), ("token lifetime", options.SessionTokenLifetime), ("provider timeout", options.ProviderTimeout),
        })
        {
            if (value <= TimeSpan.Zero)
                problems.Add($"the {name} is not positive");
        }
        if (problems.Count > 0)
            throw new SignOnException(Errors.BadSetting, $"Sign-on cannot start: {string.Join("; ", problems)}.");
    }

    static void Address(List<string> problems, string what, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            problems.Add($"{what} '{text}' is no http or https address");
    }
}
