using System.Collections.Frozen;

namespace Portico.Catalog.Policies;

/// <summary>
/// Recursive descent over the part of the Spring expression language that policies use:
/// <c>or := and ("||" and)*; and := not ("&amp;&amp;" not)*; not := ("!")* primary; primary := "(" or ")" | true | false | name "(" [string ("," string)*] ")"</c>.
/// Strings stand in single or double quotes; a doubled quote is a quote.
/// </summary>
sealed class ConditionParser
{
    const int DeepestNesting = 64;
    const int LongestText = 10_000;

    static readonly FrozenDictionary<string, ConditionFunction> Functions = ConditionFunction.All.ToFrozenDictionary(f => f.Name);

    readonly string _text;
    readonly List<ConditionReference> _references = [];
    int _at;
    int _depth;

    ConditionParser(string text) => _text = text;

    public static bool TryParse(string? text, out Condition condition, out string error)
    {
        condition = Condition.Always;
        error = "";
        if (string.IsNullOrWhiteSpace(text))
            return true;
        if (text.Length > LongestText)
        {
            error = $"The condition is longer than {LongestText} characters";
            return false;
        }
        var parser = new ConditionParser(text);
        try
        {
            var holds = parser.Or();
            parser.Blank();
            if (parser._at < text.Length)
                throw parser.Unexpected("an operator (&&, ||) or the end");
            condition = new(holds, parser._references);
            return true;
        }
        catch (FormatException e)
        {
            error = e.Message;
            return false;
        }
    }

    Func<ConditionScope, bool> Or()
    {
        var left = And();
        while (Take("||") || TakeWord("or"))
        {
            var (first, second) = (left, And());
            left = scope => first(scope) || second(scope);
        }
        return left;
    }

    Func<ConditionScope, bool> And()
    {
        var left = Not();
        while (Take("&&") || TakeWord("and"))
        {
            var (first, second) = (left, Not());
            left = scope => first(scope) && second(scope);
        }
        return left;
    }

    Func<ConditionScope, bool> Not()
    {
        if (!Take("!") && !TakeWord("not"))
            return Primary();
        Enter();
        var inner = Not();
        _depth--;
        return scope => !inner(scope);
    }

    Func<ConditionScope, bool> Primary()
    {
        if (Take("("))
        {
            Enter();
            var inner = Or();
            if (!Take(")"))
                throw Unexpected("a closing parenthesis");
            _depth--;
            return inner;
        }
        Blank();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        var name = _text[start.._at];
        if (name.Length == 0)
            throw Unexpected("a function");
        if (name is "true" or "false")
        {
            var value = name == "true";
            return _ => value;
        }
        if (!Functions.TryGetValue(name, out var function))
            throw new FormatException($"Unknown function {name} at {start + 1}; there are {string.Join(", ", ConditionFunction.All.Select(f => f.Name))}");
        if (!Take("("))
            throw Unexpected($"an opening parenthesis after {name}");
        var arguments = Arguments();
        if (function.TakesNames != (arguments.Length > 0))
            throw new FormatException(function.TakesNames ? $"{name} at {start + 1} needs at least one name in quotes" : $"{name} at {start + 1} takes no arguments");
        if (function.ReferenceType is { } type)
            _references.AddRange(arguments.Select(a => new ConditionReference(type, a)));
        return scope => function.Holds(scope, arguments);
    }

    string[] Arguments()
    {
        var arguments = new List<string>();
        if (Take(")"))
            return [];
        do
            arguments.Add(Text());
        while (Take(","));
        return Take(")") ? [.. arguments] : throw Unexpected("a comma or a closing parenthesis");
    }

    string Text()
    {
        Blank();
        if (_at >= _text.Length || _text[_at] is not ('\'' or '"'))
            throw Unexpected("a name in quotes");
        var (quote, start) = (_text[_at++], _at);
        var value = new System.Text.StringBuilder();
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] != quote)
            {
                value.Append(_text[_at]);
                continue;
            }
            if (_at + 1 < _text.Length && _text[_at + 1] == quote)
            {
                value.Append(quote);
                _at++;
                continue;
            }
            _at++;
            return value.Length > 0 ? value.ToString() : throw new FormatException($"An empty name at {start}");
        }
        throw new FormatException($"The quote opened at {start} is not closed");
    }

    void Enter()
    {
        if (++_depth > DeepestNesting)
            throw new FormatException($"The condition is nested deeper than {DeepestNesting} levels");
    }

    bool Take(string symbol)
    {
        Blank();
        if (!_text.AsSpan(_at).StartsWith(symbol, StringComparison.Ordinal))
            return false;
        _at += symbol.Length;
        return true;
    }

    bool TakeWord(string word)
    {
        Blank();
        var rest = _text.AsSpan(_at);
        if (!rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) || (rest.Length > word.Length && (char.IsAsciiLetterOrDigit(rest[word.Length]) || rest[word.Length] == '_')))
            return false;
        _at += word.Length;
        return true;
    }

    void Blank()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    FormatException Unexpected(string wanted)
    {
        Blank();
        return new(_at < _text.Length ? $"Expected {wanted} at {_at + 1}, found '{_text[_at]}'" : $"Expected {wanted} at {_at + 1}, found the end");
    }
}
