namespace Dcai.ReviewGateway.Notifications;

/// <summary>What people are told of, by the names that webhooks and wishes use.</summary>
internal static class OccasionKind
{
    public const string ReviewOpened = "review.opened";
    public const string ReviewCompleted = "review.completed";
    public const string DatasetSuspended = "dataset.suspended";
    public const string ReleaseReady = "release.ready";
    public const string ImageErased = "image.erased";

    /// <summary>Somebody tries a webhook out. Nobody asks for it by name.</summary>
    public const string Test = "test";

    public static IReadOnlyList<string> All { get; } = [ReviewOpened, ReviewCompleted, DatasetSuspended, ReleaseReady, ImageErased];
}
