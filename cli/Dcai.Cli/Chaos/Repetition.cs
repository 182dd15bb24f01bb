using System.Globalization;
using System.Text.RegularExpressions;

namespace Dcai.Cli.Chaos;

/// <summary>What was delivered or begun more than once, as the services' logs tell it.</summary>
internal sealed partial class Repetition
{
    private int _redelivered;
    private int _begun;
    private int _different;

    /// <summary>Adds one run's logs.</summary>
    public void Read(string logDirectory)
    {
        var begun = Directory.EnumerateFiles(logDirectory, "*.log").SelectMany(File.ReadLines).Select(line =>
        {
            _redelivered += line.Contains("was delivered again", StringComparison.Ordinal) ? 1 : 0;
            return Begin().Match(line);
        }).Where(match => match.Success).Select(match => match.Groups[1].Value).ToList();
        _begun += begun.Count;
        _different += begun.Distinct(StringComparer.Ordinal).Count();
    }

    public string Line() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_redelivered} redeliveries; {_begun - _different} of {_begun} slices and shards begun were repeated ({(_begun == 0 ? 0 : (_begun - _different) / (double)_begun):P1})");

    [GeneratedRegex("Work ([0-9a-f]{64} slice [0-9]+) begins")]
    private static partial Regex Begin();
}
