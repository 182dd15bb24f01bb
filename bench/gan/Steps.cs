using System.Globalization;
using Dcai.Bench.Figures;

namespace Dcai.Bench.Gan;

/// <summary>
/// Milliseconds of processor time per step, batch 32, one thread, against the same networks in PyTorch: the two take turns, and each figure is the median
/// of five runs. On one thread that is the time it takes, without what others take meanwhile.
/// </summary>
internal static class Steps
{
    private const int Runs = 5;
    private const int StepsPerRun = 30;
    private const int WarmUpSteps = 10;

    public static IEnumerable<Figure> Measure(int width, TextWriter output)
    {
        using var peer = TorchPeer.Start("peer.py", out var whyAbsent);
        output.WriteLine(peer is null ? $"No peer to compare with: {whyAbsent}" : $"The peer is {peer.Name}.");
        using var plain = RandomImages.Training(width, withOptions: false);
        using var practical = RandomImages.Training(width, withOptions: true);
        RandomImages.Steps(plain, WarmUpSteps);
        RandomImages.Steps(practical, WarmUpSteps);
        peer?.Ask(string.Create(CultureInfo.InvariantCulture, $"start {width} {WarmUpSteps}"));
        var (ours, theirs, withOptions) = (new double[Runs], new double[Runs], new double[Runs]);
        for (var run = 0; run < Runs; run++)
        {
            // Who begins changes, so that a machine that gets slower or faster meanwhile favours nobody.
            if (run % 2 == 0)
            {
                ours[run] = Milliseconds(() => RandomImages.Steps(plain, StepsPerRun));
                theirs[run] = Theirs();
            }
            else
            {
                theirs[run] = Theirs();
                ours[run] = Milliseconds(() => RandomImages.Steps(plain, StepsPerRun));
            }

            withOptions[run] = Milliseconds(() => RandomImages.Steps(practical, StepsPerRun));
        }

        yield return new Figure($"CPU ms per step, width {width}", Median(ours), "ms", peer?.Name, peer is null ? null : Median(theirs));
        yield return new Figure($"CPU ms per step, width {width}, augmented and normalised", Median(withOptions), "ms", "without", Median(ours));

        double Theirs() => peer is null ? double.NaN : 1000 * double.Parse(peer.Ask($"run {StepsPerRun}"), CultureInfo.InvariantCulture) / StepsPerRun;
    }

    private static double Milliseconds(Action run)
    {
        var start = Environment.CpuUsage.TotalTime;
        run();
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / StepsPerRun;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
