using System.Collections.Frozen;
using System.Text.Json;

namespace Portico.Catalog.Shapes;

/// <summary>
/// The members that a document may have, declared as text: <c>name*:name, description, columns*:column[], tableType:Regular|View</c>.
/// <c>*</c> marks required members, <c>[]</c> lists; a type is a word of <see cref="s_words"/> (<c>text</c> where none is given), alternatives separated by <c>|</c>,
/// or the name of another shape or list of alternatives.
/// </summary>
sealed class Shape
{
    const int Ahead = 4;
    const int MostMembers = 64;

    static readonly FrozenDictionary<string, MemberKind> s_words = new Dictionary<string, MemberKind>
    {
        ["any"] = MemberKind.Any,
        ["object"] = MemberKind.Object,
        ["text"] = MemberKind.Text,
        ["name"] = MemberKind.Name,
        ["fqn"] = MemberKind.Fqn,
        ["uuid"] = MemberKind.Uuid,
        ["email"] = MemberKind.Email,
        ["int"] = MemberKind.Integer,
        ["number"] = MemberKind.Number,
        ["bool"] = MemberKind.Boolean,
        ["time"] = MemberKind.Timestamp,
        ["ref"] = MemberKind.Reference,
        ["tag"] = MemberKind.Tag,
    }.ToFrozenDictionary();

    Shape(string name, IReadOnlyList<Member> members)
    {
        if (members.Count > MostMembers)
            throw new InvalidOperationException($"{name} has more than {MostMembers} members.");
        Name = name;
        Members = [.. members];
        ByName = members.ToDictionary(m => m.Name);
        Required = [.. members.Where(m => m.Required)];
    }

    public string Name { get; }

    public Member[] Members { get; }

    public Dictionary<string, Member> ByName { get; }

    public IReadOnlyList<Member> Required { get; }

    /// <summary>
    /// The member of a property. <paramref name="near"/> says where it was found last: senders keep to one order, so the next property mostly is one of the next members,
    /// and is recognized without making a text of its name.
    /// </summary>
    public Member? Find(JsonProperty property, ref int near)
    {
        for (var step = 1; step <= Ahead; step++)
        {
            var at = (near + step) % Members.Length;
            if (property.NameEquals(Members[at].Written.EncodedUtf8Bytes))
            {
                near = at;
                return Members[at];
            }
        }
        if (!ByName.TryGetValue(property.Name, out var member))
            return null;
        near = Array.IndexOf(Members, member);
        return member;
    }

    /// <summary>Parses a declaration; <paramref name="inner"/> finds other shapes (<c>Func&lt;Shape&gt;</c>) and named alternatives (<c>HashSet&lt;string&gt;</c>).</summary>
    public static Shape Parse(string name, string declaration, Func<string, object?> inner) =>
        new(name, [.. Split(declaration).Select(text => ParseMember(name, text, inner))]);

    /// <summary>The names of the members of a declaration.</summary>
    public static IEnumerable<string> Names(string declaration) => Split(declaration).Select(text => text.Split(':')[0].TrimEnd('*'));

    static string[] Split(string declaration) => declaration.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    static Member ParseMember(string shape, string text, Func<string, object?> inner)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (member, type) = colon < 0 ? (text, "text") : (text[..colon], text[(colon + 1)..]);
        var required = member.EndsWith('*');
        var many = type.EndsWith("[]", StringComparison.Ordinal);
        member = member.TrimEnd('*');
        type = many ? type[..^2] : type;
        var made = s_words.TryGetValue(type, out var kind) ? new Member(member, kind)
            : type.Contains('|', StringComparison.Ordinal) ? new Member(member, MemberKind.OneOf) { Values = type.Split('|').ToHashSet() }
            : inner(type) switch
            {
                HashSet<string> values => new Member(member, MemberKind.OneOf) { Values = values },
                Func<Shape> nested => new Member(member, MemberKind.Shape) { Inner = nested },
                _ => throw new InvalidOperationException($"The type '{type}' of {shape}.{member} is not declared."),
            };
        return made with { Required = required, Many = many };
    }
}
