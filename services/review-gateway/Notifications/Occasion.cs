using System.Globalization;
using System.Text;
using Dcai.Contracts;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>Something that happened and that people are told of. It is read from what the store holds, so that every gateway sees the same one.</summary>
internal sealed record Occasion
{
    private const int IdentityDigits = 24;
    private const long LastMillisecond = 9_999_999_999_999;

    public static DocumentFormat<Occasion> Format { get; } = new("dcai.notification", 1);

    /// <summary>See <see cref="OccasionKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it happened, by the clock of the store where an object says it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Null where it concerns none, or all.</summary>
    public string? DatasetId { get; init; }

    public string? ReviewId { get; init; }

    public ReviewPurpose? Purpose { get; init; }

    /// <summary>Of a review; 0 for the seed.</summary>
    public int? Round { get; init; }

    /// <summary>Of a review.</summary>
    public int? ItemCount { get; init; }

    public int? Release { get; init; }

    public string? SampleId { get; init; }

    /// <summary>Why a dataset was suspended or an image erased; of a test, what tells it from others.</summary>
    public string? Reason { get; init; }

    /// <summary>The same for the same occasion in every process, and sorted so that the newest comes first.</summary>
    public string DeliveryId() => $"{Newest(At)}-{Identity()}";

    /// <summary>What a receiver knows it by.</summary>
    public string MessageId() => $"msg_{Identity()}";

    /// <summary>What the delivery ids of this time begin with; those of earlier times are greater.</summary>
    public static string Newest(DateTimeOffset at) => (LastMillisecond - at.ToUnixTimeMilliseconds()).ToString("D13", CultureInfo.InvariantCulture);

    private string Identity()
    {
        var subject = Kind switch
        {
            OccasionKind.ReviewOpened or OccasionKind.ReviewCompleted => ReviewId,
            OccasionKind.ReleaseReady => Release?.ToString(CultureInfo.InvariantCulture),
            OccasionKind.ImageErased => SampleId,
            OccasionKind.Test => Reason,
            _ => null,
        };
        var text = string.Create(CultureInfo.InvariantCulture, $"{Kind}\n{DatasetId}\n{subject}\n{At.ToUnixTimeMilliseconds()}");
        return Digests.Hex(Digests.Sha256(Encoding.UTF8.GetBytes(text)))[..IdentityDigits];
    }
}
