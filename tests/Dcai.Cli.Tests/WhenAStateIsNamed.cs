using System.Text.RegularExpressions;
using Dcai.Cli.Progress;
using Dcai.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenAStateIsNamed
{
    /// <summary>Those that <c>docs/curation-states.md</c> draws or names, and the one before the first image.</summary>
    public static TheoryData<string> States
    {
        get
        {
            var page = File.ReadAllText(Path.Join(GoldenFile.Repository, "docs/curation-states.md"));
            var drawn = Regex.Matches(page, @"^    \w+ --> ([A-Z]\w+) :|^- \*\*(\w+)\*\*", RegexOptions.Multiline).Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value);
            return [.. drawn.Append("New").Distinct()];
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Command_line_and_page_have_the_same_words_for_it(string state)
    {
        var page = File.ReadAllText(Path.Join(GoldenFile.Repository, "services/review-gateway/web/src/states.ts"));

        Assert.NotEqual(state, StateNames.Say(state));
        Assert.Contains($"\n  {state}: '{StateNames.Say(state)}',\n", page, StringComparison.Ordinal);
    }
}
