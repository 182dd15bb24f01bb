using System.Globalization;
using System.Text.RegularExpressions;

namespace Dcai.Bench.Messages;

/// <summary>When some service had a command in hand and when people or images were waited for, as the services' logs tell it; the rest is orchestration.</summary>
internal sealed partial class Timeline
{
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _spent = [];

    private Timeline()
    {
    }

    /// <summary>Seconds from the first command's beginning to the last one's end.</summary>
    public double Seconds => (_spent.Max(part => part.To) - _spent.Min(part => part.From)).TotalSeconds;

    /// <summary>Seconds of these in which no service had a command in hand and nobody was waited for: broker, saga and its versions.</summary>
    public double Orchestration
    {
        get
        {
            var (idle, until) = (TimeSpan.Zero, _spent.Min(part => part.From));
            foreach (var (from, to) in _spent.OrderBy(part => part.From))
            {
                idle += from > until ? from - until : TimeSpan.Zero;
                until = to > until ? to : until;
            }

            return idle.TotalSeconds;
        }
    }

    /// <summary>Reads the logs of a run, whose clock is one.</summary>
    public static Timeline Read(string logDirectory)
    {
        var timeline = new Timeline();
        foreach (var match in Directory.EnumerateFiles(logDirectory, "*.log").SelectMany(File.ReadLines).Select(line => Part().Match(line)).Where(match => match.Success))
        {
            var to = DateTimeOffset.Parse(match.Groups["to"].Value, CultureInfo.InvariantCulture);
            timeline._spent.Add((to - TimeSpan.FromSeconds(double.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture)), to));
        }

        return timeline._spent.Count > 0 ? timeline : throw new InvalidOperationException($"The logs in {logDirectory} tell of no command: has their wording changed?");
    }

    /// <summary>A command that was dealt with, or a state left in which the dataset waited for people, images or the owner.</summary>
    [GeneratedRegex(@"^(?<to>[-0-9]+ [:.0-9]+ [-+:0-9]+) \[INF\] .*(?: after (?<seconds>[0-9.]+) s$| was in (?:Collecting|SeedReview|RoundReview|SynthesisReview|Released), round [0-9]+, for (?<seconds>[0-9.]+) s )")]
    private static partial Regex Part();
}
