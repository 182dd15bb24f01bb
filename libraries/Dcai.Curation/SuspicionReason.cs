using System.Globalization;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Says in one line why an image is shown.</summary>
internal static class SuspicionReason
{
    private const double Far = 0.95;
    private const double FewNeighbours = 0.3;

    /// <param name="ranked">What the models think of it.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="distancePercentile">Of its neighbour distance in the pool; NaN where it has none.</param>
    public static string Of(RankedSample ranked, Sample sample, double distancePercentile)
    {
        var confidence = Number(ranked.Confidence);
        var labelled = LabelText(sample.GivenLabels);
        labelled = char.ToUpperInvariant(labelled[0]) + labelled[1..];
        var (opinion, measure) = sample.GivenLabels.Count == 0
            ? ($"the model sees {ranked.SuggestedLabel} ({confidence})", "entropy")
            : sample.GivenLabels.Contains(ranked.SuggestedLabel)
                ? ($"the model agrees ({confidence})", "loss")
                : ($"the model sees {ranked.SuggestedLabel} ({confidence})", "loss");
        return $"{labelled}; {opinion}, {measure} {Number(ranked.Loss)}{Further(ranked, distancePercentile)}{Picture(sample)}.";
    }

    /// <summary>How a sample's labels are called.</summary>
    public static string LabelText(IReadOnlyList<string> labels) =>
        labels.Count == 0 ? "without a label" : $"labelled {string.Join(" and ", labels)}";

    private static string Further(RankedSample ranked, double distancePercentile)
    {
        var further = "";
        if (ranked.Dynamics is { NeverLearned: true })
        {
            further += "; trained on it, no model took this label";
        }

        if (ranked.NeighbourAgreement < FewNeighbours)
        {
            further += $"; {Percent(ranked.NeighbourAgreement.Value)} of what looks like it has this label";
        }

        if (distancePercentile >= Far)
        {
            further += $"; unlike what is known: further away than {Percent(distancePercentile)} of the pool";
        }

        return further;
    }

    private static string Picture(Sample sample) =>
        sample.Issues is null ? "" : $"; the picture is {string.Join(" and ", sample.Issues.Select(Adjective))}";

    private static string Adjective(ImageIssue issue) => issue switch
    {
        ImageIssue.Blank => "blank",
        ImageIssue.AlmostUniform => "almost uniform",
        ImageIssue.Dark => "dark",
        ImageIssue.Bright => "bright",
        ImageIssue.Blurred => "blurred",
        ImageIssue.OddAspect => "very long",
        ImageIssue.OddSize => "of an odd size",
        _ => "of another kind of colours than the others",
    };

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 100):0} %");
}
