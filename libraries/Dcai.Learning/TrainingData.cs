namespace Dcai.Learning;

/// <summary>What a training asks of its images.</summary>
internal static class TrainingData
{
    /// <summary>Smaller images leave a batch of one image with a single value per channel, which has no variance.</summary>
    private const int SmallestSize = 8;

    /// <exception cref="ArgumentException">Options or data do not fit; the message says how.</exception>
    public static void Check(TrainingOptions options, LabelledImages train, LabelledImages validation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        options.Validate();
        CheckImages(train);
        CheckSizes(train, validation);
        CheckLabels(options.ClassCount, train);
        CheckLabels(options.ClassCount, validation);
    }

    /// <exception cref="ArgumentException">There are no images, or they are too small.</exception>
    public static void CheckImages(LabelledImages train)
    {
        if (train.Count == 0)
        {
            throw new ArgumentException("There are no images to train on.", nameof(train));
        }

        if (Math.Min(train.Height, train.Width) < SmallestSize)
        {
            throw new ArgumentException(
                $"The images to train on are {train.Height}×{train.Width}; the smallest that can be trained on are {SmallestSize}×{SmallestSize}.", nameof(train));
        }
    }

    private static void CheckSizes(LabelledImages train, LabelledImages validation)
    {
        if (validation.Count > 0 && (validation.Height, validation.Width) != (train.Height, train.Width))
        {
            throw new ArgumentException(
                $"The images to train on are {train.Height}×{train.Width}, but those to validate with {validation.Height}×{validation.Width}.",
                nameof(validation));
        }
    }

    /// <exception cref="ArgumentException">A label is none of the classes; the message names the sample.</exception>
    public static void CheckLabels(int classCount, LabelledImages images)
    {
        for (var n = 0; n < images.Count; n++)
        {
            if (images.Labels[n] < 0 || images.Labels[n] >= classCount)
            {
                throw new ArgumentException(
                    $"Sample {images.SampleIds[n]} has the label {images.Labels[n]}, which is not one of the {classCount} classes.");
            }
        }
    }
}
