using Dcai.Learning;

namespace Dcai.Training;

/// <summary>A stage before a training: the network's trunk learns from images whose labels nobody needs to know.</summary>
public sealed record PretrainingWork
{
    /// <summary>Of the network that is trained afterwards.</summary>
    public required MaskedAutoencoderOptions Options { get; init; }

    /// <summary>Loads the images, the same at every call; not called any more once the stage is over.</summary>
    public required Func<CancellationToken, Task<LabelledImages>> LoadAsync { get; init; }
}
