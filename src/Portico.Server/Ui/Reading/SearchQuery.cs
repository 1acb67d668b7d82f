using System.Text;

namespace Portico.Server.Ui.Reading;

/// <summary>What is searched for: the words, and the chosen value of each filter.</summary>
public sealed record SearchQuery
{
    public static IReadOnlyList<string> FilterNames { get; } = ["type", "service", "owner", "tag"];

    public string Text { get; init; } = "";

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>At most one value per filter.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public bool IsEmpty => Text.Length == 0 && Filters.Count == 0;

    /// <summary>The same search with another page.</summary>
    public string AddressOfPage(int page) => (this with { Page = page }).Address;

    /// <summary>The same search with a filter set, or taken away (<c>null</c>); from the first page.</summary>
    public string AddressWith(string filter, string? value)
    {
        var filters = Filters.Where(f => f.Key != filter).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        if (value is not null)
            filters[filter] = value;
        return (this with { Filters = filters, Page = 1 }).Address;
    }

    public string Address
    {
        get
        {
            var address = new StringBuilder("/explore?q=").Append(Uri.EscapeDataString(Text));
            foreach (var name in FilterNames)
            {
                if (Filters.TryGetValue(name, out var value))
                    address.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
            if (Page > 1)
                address.Append("&page=").Append(Page);
            return address.ToString();
        }
    }

    public static SearchQuery From(IQueryCollection query) => new()
    {
        Text = query["q"].ToString().Trim() is { Length: <= 200 } text ? text : query["q"].ToString().Trim()[..200],
        Page = int.TryParse(query["page"], out var page) ? Math.Clamp(page, 1, 500) : 1,
        Filters = FilterNames.Where(name => query[name].ToString().Length is > 0 and < 3072)
            .ToDictionary(name => name, name => query[name].ToString(), StringComparer.Ordinal),
    };
}
