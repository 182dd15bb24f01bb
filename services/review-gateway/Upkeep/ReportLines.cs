using System.Text.Json;
using Dcai.Api;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Upkeep;

/// <summary>Answers with one line of JSON after every step of a long operation, so that whoever waits sees that it goes on.</summary>
internal static class ReportLines
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Writes the reports as they come.</summary>
    /// <param name="response">Nothing is written before the first report: what fails until then is answered as any other problem.</param>
    /// <param name="reports">The operation; stopped when whoever asked is gone.</param>
    /// <param name="failed">Turns the last report into one that says why there is none after it.</param>
    /// <param name="cancellationToken">Of the request.</param>
    public static async Task WriteAsync<T>(HttpResponse response, IAsyncEnumerable<T> reports, Func<T, Problem, T> failed, CancellationToken cancellationToken)
        where T : class
    {
        T? last = null;
        try
        {
            await foreach (var report in reports.WithCancellation(cancellationToken))
            {
                if (last is null)
                {
                    response.ContentType = MediaType;
                }

                last = report;
                await WriteAsync(response, report, cancellationToken);
            }
        }
        catch (Exception failure) when (last is not null && failure is not OperationCanceledException)
        {
            await WriteAsync(response, failed(last, ProblemHandler.Tell(failure)), cancellationToken);
        }
    }

    private static async Task WriteAsync<T>(HttpResponse response, T report, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(report, JsonSerializerOptions.Web), cancellationToken);
        await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
