namespace Dcai.Architecture.Tests;

public class InThisRepository
{
    private static readonly House House = new(FileTree.OfThisRepository());

    public static TheoryData<string> Rules { get; } = [.. Rule.All.Select(rule => rule.Says)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_rule_is_kept(string rule)
    {
        var breaches = Rule.All.Single(candidate => candidate.Says == rule).Breaches(House).ToList();

        Assert.True(breaches.Count == 0, $"{rule}, but:\n{string.Join('\n', breaches)}");
    }

    [Theory]
    [InlineData("contracts", "Dcai.Contracts")]
    [InlineData("libraries", "Dcai.Curation")]
    [InlineData("services", "Dcai.AllInOne")]
    [InlineData("cli", "Dcai.Cli")]
    [InlineData("tests", "Dcai.Architecture.Tests")]
    public void The_projects_are_found(string room, string project) =>
        Assert.Contains(House.In(room), found => found.Name == project);

    [Fact]
    public void The_messages_are_found()
    {
        Assert.True(House.Files.Has("contracts/Dcai.Contracts/Commands/RankShard.cs"));
        Assert.True(House.Files.Has("contracts/Dcai.Contracts/Events/ShardRanked.cs"));
    }
}
