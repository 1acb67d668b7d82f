namespace Portico.SignOn;

/// <summary>OpenMetadata's <c>JWTTokenExpiry</c>: <c>OneHour</c>, <c>1</c>, <c>7</c>, <c>30</c>, <c>60</c>, <c>90</c> (days), <c>Unlimited</c>.</summary>
public static class OwnTokenExpiry
{
    /// <summary>Whether the text is one of them; <paramref name="lifetime"/> is <c>null</c> for <c>Unlimited</c>.</summary>
    public static bool TryParse(string? text, out TimeSpan? lifetime)
    {
        lifetime = text switch
        {
            "OneHour" => TimeSpan.FromHours(1),
            "1" => TimeSpan.FromDays(1),
            "7" => TimeSpan.FromDays(7),
            "30" => TimeSpan.FromDays(30),
            "60" => TimeSpan.FromDays(60),
            "90" => TimeSpan.FromDays(90),
            _ => null,
        };
        return lifetime is not null || text == "Unlimited";
    }
}
