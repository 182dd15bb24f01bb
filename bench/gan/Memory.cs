using Dcai.Bench.Figures;

namespace Dcai.Bench.Gan;

/// <summary>Resident memory of a training, early and late: what is not disposed of shows as growth.</summary>
internal static class Memory
{
    private const double BytesPerMegabyte = 1e6;
    private const int EarlyShare = 10;

    public static IEnumerable<Figure> Measure(int width, int steps, TextWriter output)
    {
        using var training = RandomImages.Training(width, withOptions: true);
        RandomImages.Steps(training, steps / EarlyShare);
        var early = Resident();
        output.WriteLine($"{steps / EarlyShare} steps: {early:0} MB resident");
        RandomImages.Steps(training, steps - (steps / EarlyShare));
        var late = Resident();
        output.WriteLine($"{steps} steps: {late:0} MB resident");
        yield return new Figure($"resident after {steps} steps, width {width}", late, "MB", $"after {steps / EarlyShare}", early);
    }

    private static double Resident()
    {
        GC.Collect();
        return Environment.WorkingSet / BytesPerMegabyte;
    }
}
