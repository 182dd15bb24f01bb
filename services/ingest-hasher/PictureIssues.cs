using Dcai.Contracts.Documents;
using Dcai.Fingerprints.Known;
using Dcai.Imaging;
using static Dcai.Contracts.Documents.OddPictureLimits;

namespace Dcai.IngestHasher;

/// <summary>What is unusual about a picture, by itself and beside those that the dataset has. Advice: it goes to review early, and nothing is rejected for it.</summary>
/// <remarks>The kinds are those that CleanVision 0.3 reports. Its limits for bright and uninformative pictures would name most drawings on white
/// paper, so these look at whether anything in the picture differs, not at how much of it does.</remarks>
internal static class PictureIssues
{
    private const int FlatRange = 8;
    private const double LeastDetail = 0.001;
    private const int DarkBelow = 94;
    private const int BrightAbove = 161;
    private const double LeastSharpness = 0.003;
    private const double MostAspect = 3;

    /// <param name="quality">Of the picture.</param>
    /// <param name="coloured">Whether the file stores colours.</param>
    /// <param name="known">What the dataset has.</param>
    /// <returns>Null where nothing is unusual.</returns>
    public static IReadOnlyList<ImageIssue>? Of(ImageQuality quality, bool coloured, KnownImages known)
    {
        var blank = quality.Range <= FlatRange;
        var uniform = !blank && quality.Detail < LeastDetail;
        (ImageIssue Issue, bool Found)[] findings =
        [
            (ImageIssue.Blank, blank),
            (ImageIssue.AlmostUniform, uniform),
            (ImageIssue.Dark, quality.Highlight < DarkBelow),
            (ImageIssue.Bright, !blank && !uniform && quality.Shadow > BrightAbove),
            (ImageIssue.Blurred, !blank && !uniform && Math.Min(quality.Width, quality.Height) >= LeastSide && quality.Sharpness < LeastSharpness),
            (ImageIssue.OddAspect, quality.Aspect > MostAspect),
            (ImageIssue.OddSize, Math.Min(quality.Width, quality.Height) < LeastSide || (known.MeasuredCount >= FewPictures && known.SizeRatio(quality.Width, quality.Height) >= MostSizeRatio)),
            (ImageIssue.OddChannels, known.MeasuredKinds >= FewPictures && known.ShareOfKind(coloured) < RareKind),
        ];
        ImageIssue[] issues = [.. findings.Where(finding => finding.Found).Select(finding => finding.Issue)];
        return issues.Length == 0 ? null : issues;
    }
}
