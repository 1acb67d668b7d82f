using System.Security.Cryptography;
using System.Text;

namespace Portico.Catalog.Types;

/// <summary>A query without a name is named after the MD5 of its text, which is how OpenMetadata's clients look it up.</summary>
static class QueryNames
{
#pragma warning disable CA5351 // A name that others compute too, not a protection.
    public static string Of(string query) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(query)));
#pragma warning restore CA5351
}
