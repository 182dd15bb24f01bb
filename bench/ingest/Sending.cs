using System.Net.Http.Json;
using Dcai.Api;

namespace Dcai.Bench.Ingest;

/// <summary>What a client of the gateway does.</summary>
internal static class Sending
{
    public const string Dataset = "numerals";

    private const string Path = $"/api/datasets/{Dataset}";

    public static async Task CreateAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var settings = new DatasetSettings { Classes = ["i", "ii"] };
        (await http.PostAsJsonAsync("/api/datasets", new CreateDataset { DatasetId = Dataset, Settings = settings }, cancellationToken)).EnsureSuccessStatusCode();
    }

    /// <summary>Sends one body and waits until every file of it has its verdict.</summary>
    /// <returns>The verdicts.</returns>
    public static async Task<IReadOnlyList<FileVerdict>> SendAsync(HttpClient http, string resource, HttpContent body, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsync(new Uri($"{Path}/{resource}", UriKind.Relative), body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var report = (await answer.Content.ReadFromJsonAsync<ArrivalReport>(cancellationToken))!;
        var files = new List<FileVerdict>();
        foreach (var upload in report.Uploads)
        {
            UploadVerdicts verdicts;
            do
            {
                verdicts = (await http.GetFromJsonAsync<UploadVerdicts>($"{Path}/uploads/{upload.UploadId}?wait=60", cancellationToken))!;
            }
            while (!verdicts.Ingested);

            files.AddRange(verdicts.Files);
        }

        return files;
    }
}
