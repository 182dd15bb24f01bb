using Dcai.Api;

namespace Dcai.Cli.Commands;

/// <summary>Follows a long operation of the gateway to its last report.</summary>
internal static class LongReports
{
    /// <param name="reports">Running totals.</param>
    /// <param name="problem">Why a report is the last.</param>
    /// <param name="done">Whether it ended well.</param>
    /// <param name="follow">Called for every report, where a person watches.</param>
    /// <exception cref="CommandFailedException">It stopped before its end.</exception>
    public static async Task<T> LastAsync<T>(IAsyncEnumerable<T> reports, Func<T, Problem?> problem, Func<T, bool> done, Action<T>? follow)
        where T : class
    {
        T? last = null;
        try
        {
            await foreach (var report in reports)
            {
                last = report;
                follow?.Invoke(report);
            }
        }
        catch (HttpRequestException broken)
        {
            throw Broken(broken);
        }
        catch (HttpIOException broken)
        {
            throw Broken(broken);
        }

        return last is null || (problem(last) is null && !done(last)) ? throw Broken(null)
            : problem(last) is { } stopped ? throw new CommandFailedException(stopped.Detail ?? stopped.Title ?? "the gateway stopped without a reason")
            : last;
    }

    private static CommandFailedException Broken(Exception? cause) =>
        new($"the gateway went away in the middle{(cause is null ? "" : $" ({cause.Message})")}: run the same command again, it goes on", cause);
}
