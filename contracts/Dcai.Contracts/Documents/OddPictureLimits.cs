namespace Dcai.Contracts.Documents;

/// <summary>From when on a picture is of an odd size or kind. Said once for ingest, which tells whoever sent it, and for the ledger, which marks the sample.</summary>
public static class OddPictureLimits
{
    /// <summary>Fewer known pictures say nothing of what is usual.</summary>
    public const int FewPictures = 30;

    /// <summary>Pixels of the shorter side.</summary>
    public const int LeastSide = 8;

    /// <summary>Times the area of the median picture, or the other way round.</summary>
    public const double MostSizeRatio = 10;

    /// <summary>A share of gray or coloured pictures below this makes them odd, range (0, 1).</summary>
    public const double RareKind = 0.05;
}
