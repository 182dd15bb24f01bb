namespace Dcai.Contracts.Documents;

/// <summary>The generators of a release: what they were trained on and how that went. Nothing that the clock decides is in it: what is painted is identified by it.</summary>
public sealed record GanCard
{
    public required int Release { get; init; }

    /// <summary>The frozen classifier: the release's own, trained on its training images. Absent where no class has enough images.</summary>
    public Descriptor? Classifier { get; init; }

    public required int TrainCount { get; init; }

    /// <summary>Those that have enough images, in the order of the settings.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Why the others are not painted, a line each.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>One for each γ of the settings; none where no class has enough images.</summary>
    public required IReadOnlyList<GeneratorCard> Generators { get; init; }
}
