using Portico.SignOn.Http;

namespace Portico.SignOn.Bearer;

/// <summary>Who a token proves the caller to be, or why it proves nothing.</summary>
readonly record struct Proof(CallerPrincipal? Principal, string? Refusal);
