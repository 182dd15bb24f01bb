using Dcai.Api;

namespace Dcai.Cli.Tests;

public sealed class WhenSettingsAreEdited
{
    private static readonly DatasetSettings Settings = Profiles.Of(Profiles.Adaptive, ["i", "ii"], seed: 1);

    [Fact]
    public void A_dot_leads_into_a_group()
    {
        var changed = SettingsEditor.Apply(
            Settings, ["auxiliary.mixupAlpha=0.4", "Auxiliary.WarmStart=true", "queue.mostWrongCertificates=none", "ranking.score=loss", "foldCount=3"]);

        Assert.Equal((0.4, true, 5), (changed.Auxiliary!.MixupAlpha, changed.Auxiliary.WarmStart, changed.Auxiliary.EnsembleSize));
        Assert.Null(changed.Queue!.MostWrongCertificates);
        Assert.Equal(("loss", 3), (changed.Ranking!.Score, changed.FoldCount));
    }

    [Fact]
    public void What_it_lists_it_takes_back()
    {
        var listed = SettingsEditor.List(Settings).Where(setting => setting.Key is not "auxiliary.augmentation" and not "release.augmentation" and not "reviewing.classGuides").Select(setting => $"{setting.Key}={setting.Value}");

        var same = SettingsEditor.Apply(Settings, listed);

        Assert.Equal(SettingsEditor.List(Settings), SettingsEditor.List(same));
    }

    [Theory]
    [InlineData("auxiliary.mixup=0.4", "there is no setting 'auxiliary.mixup'")]
    [InlineData("auxiliary.mixupAlpha=much", "neither a number")]
    [InlineData("auxiliary.warmStart=3", "no value for auxiliary.warmStart")]
    [InlineData("auxiliary.augmentation=rotation", "there is no setting")]
    [InlineData("release.augmentation=rotation", "there is no setting")]
    [InlineData("reviewing.classGuides=i", "there is no setting")]
    [InlineData("auxiliary.mixupAlpha", "NAME=VALUE")]
    public void Nonsense_is_refused_by_name(string change, string words) =>
        Assert.Contains(words, Assert.Throws<UsageException>(() => SettingsEditor.Apply(Settings, [change])).Message, StringComparison.Ordinal);
}
