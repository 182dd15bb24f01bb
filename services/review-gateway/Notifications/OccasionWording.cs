using System.Globalization;
using Dcai.Contracts;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>What is said of an occasion, and where its link leads.</summary>
internal static class OccasionWording
{
    /// <summary>One line, without a link.</summary>
    public static string Title(Occasion occasion) => occasion.Kind switch
    {
        OccasionKind.ReviewOpened => string.Create(
            CultureInfo.InvariantCulture, $"{occasion.DatasetId}: {occasion.ItemCount} {(occasion.ItemCount == 1 ? "image waits" : "images wait")} for a decision ({Name(occasion)})"),
        OccasionKind.ReviewCompleted => $"{occasion.DatasetId}: everything is decided ({Name(occasion)})",
        OccasionKind.DatasetSuspended => $"{occasion.DatasetId} is suspended: {occasion.Reason ?? "see its page"}",
        OccasionKind.ReleaseReady => string.Create(CultureInfo.InvariantCulture, $"{occasion.DatasetId}: release {occasion.Release} is ready"),
        OccasionKind.ImageErased => $"{occasion.DatasetId ?? "every dataset"}: an image was erased ({occasion.Reason})",
        _ => "This is a test: the gateway reaches you.",
    };

    /// <summary>Where the page shows it: what follows its address.</summary>
    public static string Route(Occasion occasion) => occasion switch
    {
        { ReviewId: { } reviewId, DatasetId: { } datasetId } => $"#/review/{Uri.EscapeDataString(datasetId)}/{Uri.EscapeDataString(reviewId)}",
        { DatasetId: { } datasetId } => $"#/dataset/{Uri.EscapeDataString(datasetId)}",
        _ => "#/",
    };

    private static string Name(Occasion occasion) =>
        $"{(occasion.Purpose ?? ReviewPurpose.Round).ToString().ToLowerInvariant()}{(occasion.Round > 0 ? string.Create(CultureInfo.InvariantCulture, $" {occasion.Round}") : "")}";
}
