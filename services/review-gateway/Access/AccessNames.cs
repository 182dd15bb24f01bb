using System.Buffers;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Access;

/// <summary>What users and API tokens may be called.</summary>
internal static class AccessNames
{
    private const int Longest = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_@");

    public static bool IsValid(string name) => name.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Allowed);

    /// <exception cref="GatewayProblemException">Nobody can be called so.</exception>
    public static void Check(string name)
    {
        if (!IsValid(name))
        {
            throw Refusal.BadRequest("name", $"'{name}' cannot be a name: use 1 to {Longest} letters, digits and . - _ @, beginning with a letter or digit.");
        }
    }

    /// <summary>The same for names that differ in case only. Keys have no @, and names have no =.</summary>
    /// <param name="name">A valid one.</param>
    public static string Key(string name) => name.ToLowerInvariant().Replace('@', '=');
}
