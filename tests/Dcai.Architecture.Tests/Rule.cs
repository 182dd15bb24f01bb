namespace Dcai.Architecture.Tests;

/// <summary>One rule of the house.</summary>
/// <param name="Says">The rule in a sentence.</param>
/// <param name="Breaches">One line per breach, which names the culprit; none where the rule is kept.</param>
internal sealed record Rule(string Says, Func<House, IEnumerable<string>> Breaches)
{
    /// <summary>Every rule.</summary>
    public static IReadOnlyList<Rule> All { get; } = [.. ReferenceRules.All, .. SourceRules.All, .. BuildRules.All];
}
