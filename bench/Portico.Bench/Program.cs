using Portico.Bench;

// Prints the figures of the README as a table: ratios in one run on one machine. --check: exit code 1 when a budget is missed. A word runs only the groups whose names contain it.
(string Name, Func<Task<IReadOnlyList<Figure>>> Measure)[] groups =
[
    ("start", StartFigures.Measure),
    ("tokens", TokenFigures.Measure),
    ("passwords", PasswordFigures.Measure),
    ("bearer", BearerFigures.Measure),
    ("bulk-sqlite", () => BulkFigures.Measure(postgres: false)),
    ("bulk-postgres", () => BulkFigures.Measure(postgres: true)),
    ("realms", RealmFigures.Measure),
    ("realms-requests", RequestFigures.Measure),
    ("realms-passwords", SignInFigures.Measure),
    ("ingestion", IngestionFigures.Measure),
];
var words = args.Where(a => !a.StartsWith('-')).ToArray();
var missed = false;
Console.WriteLine("| Figure | Measured | Budget | Verdict |");
Console.WriteLine("|---|---|---|---|");
foreach (var (name, measure) in groups)
{
    if (words.Length > 0 && !words.Any(word => name.Contains(word, StringComparison.Ordinal)))
        continue;
    try
    {
        foreach (var figure in await measure())
        {
            missed |= !figure.Kept;
            Console.WriteLine($"| {figure.What} | {figure.Measured} | {figure.Budget} | {figure.Verdict} |");
        }
    }
    catch (Exception e)
    {
        missed = true;
        Console.Error.WriteLine($"{name}: {e}");
        Console.WriteLine($"| {name} | {e.Message.Split('\n')[0]} | | **failed** |");
    }
}
return missed && args.Contains("--check") ? 1 : 0;
