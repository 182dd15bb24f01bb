namespace Dcai.Contracts.Documents;

/// <summary>What may be wrong with a picture, whatever it shows.</summary>
public enum ImageIssue
{
    /// <summary>Every pixel is nearly the same.</summary>
    Blank,

    /// <summary>Less than one pixel in a thousand differs from the others.</summary>
    AlmostUniform,

    /// <summary>Not one pixel in a thousand is brighter than 37 %.</summary>
    Dark,

    /// <summary>Not one pixel in a thousand is darker than 63 %.</summary>
    Bright,

    /// <summary>Nothing in it has an edge.</summary>
    Blurred,

    /// <summary>More than three times as wide as high, or the other way round.</summary>
    OddAspect,

    /// <summary>A side of less than 8 pixels, or ten times the dataset's median area or a tenth of it.</summary>
    OddSize,

    /// <summary>Gray where nearly all images of the dataset have colours, or coloured where nearly all are gray.</summary>
    OddChannels,
}
