using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>Which occasions a target may ask for, and which it gets.</summary>
internal static class OccasionRules
{
    private const int MostDatasets = 1000;

    /// <exception cref="GatewayProblemException">An event or a dataset's name is none.</exception>
    public static void Check(IReadOnlyList<string> events, IReadOnlyList<string> datasets)
    {
        if (events.FirstOrDefault(one => !OccasionKind.All.Contains(one, StringComparer.Ordinal)) is { } stranger)
        {
            throw Refusal.BadRequest("unknown-event", $"Nobody is told of '{stranger}': choose from {string.Join(", ", OccasionKind.All)}.");
        }

        if (datasets.Count > MostDatasets)
        {
            throw Refusal.BadRequest("datasets", $"{datasets.Count} datasets are named: name at most {MostDatasets}, or none for all of them.");
        }

        foreach (var datasetId in datasets)
        {
            SettingsRules.CheckName(datasetId);
        }
    }

    /// <param name="occasion">What happened.</param>
    /// <param name="events">None for all.</param>
    /// <param name="datasets">None for all. What concerns all datasets is wanted either way.</param>
    public static bool IsWanted(Occasion occasion, IReadOnlyList<string> events, IReadOnlyList<string> datasets) =>
        (events.Count == 0 || events.Contains(occasion.Kind, StringComparer.Ordinal))
        && (datasets.Count == 0 || occasion.DatasetId is null || datasets.Contains(occasion.DatasetId, StringComparer.Ordinal));
}
