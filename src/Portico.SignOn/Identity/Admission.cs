namespace Portico.SignOn.Identity;

/// <summary>An account, or why there is none for whom the provider named.</summary>
readonly record struct Admission(Account? Account, string? Refusal);
