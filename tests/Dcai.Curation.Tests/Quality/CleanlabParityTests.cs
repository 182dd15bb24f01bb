using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class OnTheRomanNumeralsOfThePeer
{
    [PeerTheory]
    [InlineData("full")]
    [InlineData("crop")]
    public void TheConfidentJointIsCleanlabs(string name)
    {
        var peer = PeerData.Roman(name);

        var joint = ConfidentJoint.Of(peer.Predictions);

        Assert.Equal(PeerData.Matrix(peer.Answers.GetProperty("confident_joint")), joint.Calibrated);
        Assert.Equal(peer.Answers.GetProperty("num_label_issues").GetInt32(), LabelIssues.EstimateCount(peer.Predictions));
    }

    [PeerTheory]
    [InlineData("full", LabelIssueFilter.PruneByNoiseRate, "prune_by_noise_rate")]
    [InlineData("full", LabelIssueFilter.PruneByClass, "prune_by_class")]
    [InlineData("full", LabelIssueFilter.Both, "both")]
    [InlineData("full", LabelIssueFilter.ConfidentLearning, "confident_learning")]
    [InlineData("full", LabelIssueFilter.PredictedNotGiven, "predicted_neq_given")]
    [InlineData("crop", LabelIssueFilter.PruneByNoiseRate, "prune_by_noise_rate")]
    [InlineData("crop", LabelIssueFilter.PruneByClass, "prune_by_class")]
    [InlineData("crop", LabelIssueFilter.Both, "both")]
    [InlineData("crop", LabelIssueFilter.ConfidentLearning, "confident_learning")]
    [InlineData("crop", LabelIssueFilter.PredictedNotGiven, "predicted_neq_given")]
    public void EveryFilterFindsCleanlabsSamples(string name, LabelIssueFilter filter, string peerFilter)
    {
        var peer = PeerData.Roman(name);

        var found = LabelIssues.Find(peer.Predictions, filter);

        Assert.Equal(PeerData.Numbers(peer.Answers.GetProperty("filters").GetProperty(peerFilter)), found);
    }

    /// <summary>The figures that were published with the data: self-confidence against nine teams' verdicts, ties among the teams left out.</summary>
    [PeerTheory]
    [InlineData("full", 0.906, 0.604)]
    [InlineData("crop", 0.946, 0.633)]
    public void SelfConfidenceRanksAsWellAsThePeers(string name, double area, double precision)
    {
        var quality = LabelQuality.SelfConfidence(PeerData.Roman(name).Predictions);
        var verdicts = PeerData.RomanVerdicts(name);
        int[] settled = [.. Enumerable.Range(0, verdicts.Count).Where(n => verdicts[n] != "disputed")];
        double[] ranked = [.. settled.Select(n => -quality[n])];
        bool[] isIssue = [.. settled.Select(n => verdicts[n] != "ok")];

        Assert.Equal(283, isIssue.Count(issue => issue));
        Assert.Equal(area, DetectionMetrics.AreaUnderCurve(ranked, isIssue)!.Value, 5e-4);
        Assert.Equal(precision, DetectionMetrics.PrecisionAt(ranked, isIssue, 283)!.Value, 5e-4);
    }
}

public sealed class OnTheMnistTestSetOfThePeer
{
    [PeerFact]
    public void TheConfidentJointIsCleanlabs()
    {
        var peer = PeerData.Mnist();

        Assert.Equal(PeerData.Matrix(peer.Answers.GetProperty("confident_joint")), ConfidentJoint.Of(peer.Predictions).Calibrated);
        Assert.Equal(peer.Answers.GetProperty("num_label_issues").GetInt32(), LabelIssues.EstimateCount(peer.Predictions));
    }

    [PeerTheory]
    [InlineData(LabelIssueFilter.PruneByNoiseRate, "prune_by_noise_rate")]
    [InlineData(LabelIssueFilter.PruneByClass, "prune_by_class")]
    [InlineData(LabelIssueFilter.Both, "both")]
    [InlineData(LabelIssueFilter.ConfidentLearning, "confident_learning")]
    [InlineData(LabelIssueFilter.PredictedNotGiven, "predicted_neq_given")]
    [InlineData(LabelIssueFilter.LowNormalizedMargin, "low_normalized_margin")]
    [InlineData(LabelIssueFilter.LowSelfConfidence, "low_self_confidence")]
    public void EveryFilterFindsCleanlabsSamples(LabelIssueFilter filter, string peerFilter)
    {
        var peer = PeerData.Mnist();

        var found = LabelIssues.Find(peer.Predictions, filter);

        Assert.Equal(PeerData.Numbers(peer.Answers.GetProperty("filters").GetProperty(peerFilter).GetProperty("indices")), found);
    }

    [PeerFact]
    public void TheTwentyMostSuspiciousAreCleanlabsInItsOrder()
    {
        var peer = PeerData.Mnist();

        Assert.Equal(Lowest(peer, "self_confidence"), First20(LabelQuality.SelfConfidence(peer.Predictions)));
        Assert.Equal(Lowest(peer, "normalized_margin"), First20(LabelQuality.NormalizedMargin(peer.Predictions)));
        Assert.Equal(Lowest(peer, "confidence_weighted_entropy"), First20(LabelQuality.ConfidenceWeightedEntropy(peer.Predictions)));
    }

    [PeerFact]
    public void TheAreaUnderTheCurveAmongTheVerifiedImagesIsThePeers()
    {
        var peer = PeerData.Mnist();
        var verdicts = PeerData.MnistVerdicts();
        var quality = LabelQuality.SelfConfidence(peer.Predictions);

        var area = DetectionMetrics.AreaUnderCurve([.. verdicts.Select(verdict => -quality[verdict.Sample])], [.. verdicts.Select(verdict => verdict.IsIssue)]);

        var expected = peer.Answers.GetProperty("verified").GetProperty("auroc_upheld_within_candidates_self_confidence").GetDouble();
        Assert.Equal(expected, area!.Value, 1e-9);
    }

    private static int[] Lowest(PeerData peer, string score) => PeerData.Numbers(peer.Answers.GetProperty($"lowest20_{score}"));

    private static IEnumerable<int> First20(double[] quality) => LabelIssues.Order(Enumerable.Range(0, quality.Length), quality).Take(20);
}
