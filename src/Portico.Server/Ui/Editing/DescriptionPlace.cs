using Portico.Server.Ui.Reading;

namespace Portico.Server.Ui.Editing;

/// <summary>Where in a document a description is, as a JSON Pointer (RFC 6901), and its text.</summary>
sealed record DescriptionPlace(string Path, string? Text)
{
    /// <summary>Of the document itself, or of the column with this path of names; <c>null</c> when there is no such column.</summary>
    public static DescriptionPlace? Find(Doc document, string? column)
    {
        var path = "";
        var at = document;
        if (column is not null)
        {
            var member = "columns";
            foreach (var name in Names.Parts(column))
            {
                var index = at.Objects(member).TakeWhile(child => child.Text("name") != name).Count();
                var found = at.Objects(member).ElementAtOrDefault(index);
                if (found.IsEmpty)
                    return null;
                path += $"/{member}/{index}";
                at = found;
                member = "children";
            }
        }
        return new DescriptionPlace(path + "/description", at.Text("description"));
    }
}
