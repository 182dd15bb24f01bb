using Dcai.Fingerprints.Duplicates;
using Spectre.Console;

namespace Dcai.Cli.Duplicates;

/// <summary>How far the search is, for a person.</summary>
internal static class DuplicateProgressBar
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    public static DuplicateReport Show(Terminal terminal, bool visible, Func<DuplicateProgress, DuplicateReport> search)
    {
        var progress = new DuplicateProgress();
        if (!visible)
        {
            return search(progress);
        }

        return terminal.Console.Progress().AutoClear(true).Start(display =>
        {
            var read = display.AddTask("reading");
            ProgressTask? compare = null;
            ProgressTask? look = null;
            var work = Task.Run(() => search(progress));
            while (Task.WhenAny(work, Task.Delay(BetweenLooks)).GetAwaiter().GetResult() != work)
            {
                read.Description = $"reading {progress.FilesListed:N0} files";
                Move(read, progress.FilesRead, progress.FilesListed);
                if (progress.BytesToCompare > 0)
                {
                    Move(compare ??= display.AddTask("comparing"), progress.BytesCompared, progress.BytesToCompare);
                }

                if (progress.ImagesToHash > 0)
                {
                    Move(look ??= display.AddTask("looking at pictures"), progress.ImagesHashed, progress.ImagesToHash);
                }
            }

            return work.GetAwaiter().GetResult();
        });
    }

    private static void Move(ProgressTask task, long done, long all)
    {
        task.MaxValue = Math.Max(1, all);
        task.Value = Math.Min(done, all);
    }
}
