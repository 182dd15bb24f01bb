using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>What is particular to the checkpoint of a <see cref="ClassifierTraining"/>.</summary>
internal static class TrainingCheckpoint
{
    private const string Format = "dcai.classifier-training";
    private const int Version = 2;
    private const string Best = "best.";

    public static string DataDigest(LabelledImages train, LabelledImages validation) => $"{train.Digest()}+{validation.Digest()}";

    public static byte[] Write(
        TrainingProgress progress, int[] rows, ClassificationNetwork network, Adam optimiser, BestWeights best, DynamicsRecorder? dynamics)
    {
        using var scope = NewDisposeScope();
        var more = best.Weights.Select(entry => KeyValuePair.Create(Best + entry.Key, entry.Value)).Concat(dynamics?.State() ?? []);
        return Checkpoint<TrainingProgress>.Write(Format, Version, progress, rows, network, optimiser, more);
    }

    /// <exception cref="InvalidDataException">The bytes are not a checkpoint, or one of another version.</exception>
    public static Checkpoint<TrainingProgress> Read(ReadOnlyMemory<byte> bytes) => Checkpoint<TrainingProgress>.Read(bytes, Format, Version);

    /// <exception cref="InvalidDataException">The checkpoint is of other options or data.</exception>
    public static void CheckFits(TrainingProgress progress, TrainingOptions options, string dataDigest)
    {
        var (known, asked) = (Checkpoint<TrainingProgress>.Text(progress.Options with { Threads = options.Threads }), Checkpoint<TrainingProgress>.Text(options));
        if (known != asked)
        {
            throw new InvalidDataException($"The checkpoint is of a training with other options: {progress.Options}; asked for: {options}.");
        }

        if (progress.DataDigest != dataDigest)
        {
            throw new InvalidDataException("The checkpoint is of a training on other images or labels.");
        }
    }

    /// <summary>Copies on the device that the caller owns.</summary>
    public static BestWeights BestWeights(Checkpoint<TrainingProgress> checkpoint, Device device)
    {
        var epoch = checkpoint.Progress.BestEpoch;
        return epoch == 0
            ? new BestWeights()
            : new BestWeights(
                checkpoint.Tensors.Where(entry => entry.Key.StartsWith(Best, StringComparison.Ordinal)).ToDictionary(
                    entry => entry.Key[Best.Length..],
                    entry => entry.Value.to(device, copy: true).DetachFromDisposeScope(),
                    StringComparer.Ordinal),
                epoch,
                checkpoint.Progress.Options.KeepLastEpoch ? double.NaN : checkpoint.Progress.History[epoch - 1].ValidationAccuracy);
    }
}
