using CsCheck;
using Portico.Catalog.Names;

namespace Portico.Catalog.Tests.Names;

public sealed class Cursors
{
    [Fact]
    public void say_what_they_were_made_of() => Gen.Select(Gen.String[0, 40].Where(IsText), Gen.Guid).Sample((name, id) =>
        Cursor.TryParse(Cursor.Of(name, id)) is { } read && read.Name == name && read.Id == id.ToString());

    [Fact]
    public void need_no_encoding_in_a_query() => Gen.Select(Gen.String[0, 40].Where(IsText), Gen.Guid).Sample((name, id) =>
        Cursor.Of(name, id).All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '='));

    [Fact]
    public void of_others_are_refused() => Gen.String[0, 60].Sample(text => { Cursor.TryParse(text); });

    static bool IsText(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text;
}
