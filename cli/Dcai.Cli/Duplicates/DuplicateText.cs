using System.Globalization;
using Dcai.Cli.Commands;
using Dcai.Fingerprints.Duplicates;

namespace Dcai.Cli.Duplicates;

/// <summary>What a search found, for people: the first of everything, and the number of the rest.</summary>
internal static class DuplicateText
{
    private const int MostGroups = 10;
    private const int MostFiles = 8;
    private const int MostSkipped = 20;

    public static void Write(DuplicateReport report, Terminal terminal)
    {
        var all = report.ExactGroups().Concat(report.HardLinkGroups());
        var (exact, links) = (DuplicateTotals.Of(report.ExactGroups()), DuplicateTotals.Of(report.HardLinkGroups()));
        var both = exact.And(links);
        terminal.Line($"{Count(report.Files, "file")} in {Count(report.Folders, "folder")}, {ByteText.Of(report.SizeBytes)}{PassedOver(report)}");
        terminal.Line("");
        terminal.Line(exact.Groups == 0
            ? "no exact duplicates"
            : $"exact duplicates: {Count(exact.Groups, "group")} of {Count(exact.Files, "file")}; {ByteText.Of(exact.SavableBytes)} could be saved");
        Groups(terminal, report.ExactGroups(), exact.Groups, group => $"{ByteText.Of(group.SizeBytes)} × {Number(group.Copies)}");
        Section(terminal, both.Overlaps, "overlap", "contents that lie in several folders or splits", all.Where(group => group.IsOverlap));
        foreach (var pair in both.Pairs)
        {
            terminal.Line($"  {pair.First} and {pair.Second} have {Count(pair.Groups, "content")} in common");
        }

        Section(terminal, both.Conflicts, "conflicts", "contents under different labels", all.Where(group => group.IsConflict));
        Near(terminal, report);
        Section(terminal, links.Groups, "hard links", "files with several names, which take their space once", report.HardLinkGroups());
        Files(terminal, "empty files", "equal to each other and counted nowhere else", [.. report.EmptyFiles().Select(file => file.PathText)], MostFiles);
        Files(terminal, "left out", "and why", [.. report.Skipped().Select(skipped => $"{skipped.PathText}: {skipped.Reason}")], MostSkipped);
    }

    private static void Near(Terminal terminal, DuplicateReport report)
    {
        if (!report.LookedForNear)
        {
            return;
        }

        var near = DuplicateTotals.Of(report.NearGroups());
        terminal.Line("");
        terminal.Line(near.Groups == 0
            ? "no near duplicates"
            : $"near duplicates: {Count(near.Groups, "group")} of {Count(near.Files, "file")}; {Number(near.Overlaps)} of them lie in several folders or splits, {Number(near.Conflicts)} carry different labels");
        Groups(terminal, report.NearGroups(), near.Groups, group => $"{Count(group.Copies, "picture")}");
        foreach (var pair in near.Pairs)
        {
            terminal.Line($"  {pair.First} and {pair.Second} have {Count(pair.Groups, "near group")} in common");
        }
    }

    private static void Section(Terminal terminal, long count, string what, string meaning, IEnumerable<DuplicateGroup> groups)
    {
        if (count > 0)
        {
            terminal.Line("");
            terminal.Line($"{what}: {Number(count)} {meaning}");
            Groups(terminal, groups, count, group => ByteText.Of(group.SizeBytes));
        }
    }

    private static void Groups(Terminal terminal, IEnumerable<DuplicateGroup> groups, long count, Func<DuplicateGroup, string> title)
    {
        foreach (var group in groups.Take(MostGroups))
        {
            terminal.Line($"  {title(group)}");
            foreach (var file in group.Files.Take(MostFiles))
            {
                terminal.Line($"    {file.PathText}{Remark(file)}");
            }

            if (group.Files.Count > MostFiles)
            {
                terminal.Line($"    … and {Number(group.Files.Count - MostFiles)} more");
            }
        }

        if (count > MostGroups)
        {
            terminal.Line($"  … and {Count(count - MostGroups, "more group", "more groups")}; --json lists all");
        }
    }

    private static string Remark(DuplicateFile file)
    {
        string[] remarks =
        [
            .. file.IsHardLink ? (string[])["a hard link"] : [],
            .. file.Distance is { } distance ? (string[])[$"picture {Number(file.Content + 1)}, {Count(distance, "bit")} from the nearest"] : [],
        ];
        return remarks.Length == 0 ? "" : $"  ({string.Join("; ", remarks)})";
    }

    private static void Files(Terminal terminal, string what, string meaning, IReadOnlyList<string> lines, int most)
    {
        if (lines.Count == 0)
        {
            return;
        }

        terminal.Line("");
        terminal.Line($"{what}: {Number(lines.Count)}, {meaning}");
        foreach (var line in lines.Take(most))
        {
            terminal.Line($"  {line}");
        }

        if (lines.Count > most)
        {
            terminal.Line($"  … and {Number(lines.Count - most)} more; --json lists all");
        }
    }

    private static string PassedOver(DuplicateReport report)
    {
        string[] passed =
        [
            .. report.Hidden > 0 ? (string[])[$"{Number(report.Hidden)} hidden"] : [],
            .. report.Links > 0 ? (string[])[Count(report.Links, "symbolic link")] : [],
            .. report.Special > 0 ? (string[])[$"{Number(report.Special)} neither file nor folder"] : [],
        ];
        return passed.Length == 0 ? "" : $" (passed over: {string.Join(", ", passed)})";
    }

    private static string Count(long count, string one, string? many = null) => $"{Number(count)} {(count == 1 ? one : many ?? $"{one}s")}";

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
