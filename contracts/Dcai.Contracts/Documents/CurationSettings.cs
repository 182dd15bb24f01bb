namespace Dcai.Contracts.Documents;

/// <summary>What a dataset's owner has decided: classes, counts, seeds, stop rules. Immutable; a change is a new version.</summary>
public sealed record CurationSettings
{
    /// <summary>Class names; a class index elsewhere is the position here.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>quick, paper, adaptive, or a name of the owner's.</summary>
    public string Profile { get; init; } = "quick";

    /// <summary>All randomness derives from this and a purpose.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Certified at random before round 1, for training (paper: 180).</summary>
    public int SeedTrainCount { get; init; } = 180;

    /// <summary>Certified at random before round 1, for validation (paper: 20).</summary>
    public int SeedValidationCount { get; init; } = 20;

    /// <summary>K: how many samples of the smallest loss a round shows (paper: 500).</summary>
    public int LikelyValidCount { get; init; } = 500;

    /// <summary>L: how many samples of the largest loss a round shows (paper: 100).</summary>
    public int LikelyInvalidCount { get; init; } = 100;

    /// <summary>Epochs of an auxiliary training (paper: 200).</summary>
    public int AuxiliaryEpochs { get; init; } = 200;

    /// <summary>A small training set is trained longer: at least this many steps, but never more than AuxiliaryEpochs × 10 epochs; 0 for exactly AuxiliaryEpochs.</summary>
    public int AuxiliaryMinimumSteps { get; init; }

    /// <summary>Images per step of an auxiliary training (paper: 8).</summary>
    public int AuxiliaryBatchSize { get; init; } = 8;

    /// <summary>Epochs of the reference training (paper: 100).</summary>
    public int EvaluationEpochs { get; init; } = 100;

    /// <summary>N of the cross-validation (paper: 8); 0 evaluates without it.</summary>
    public int FoldCount { get; init; } = 8;

    /// <summary>Validation images of the release (paper: 500 of 1870); fewer where a class has fewer.</summary>
    public int ReleaseValidationCount { get; init; } = 500;

    /// <summary>Share of the balanced samples set aside as test set, range [0, 1); 0 where an external test set is given.</summary>
    public double ReleaseTestShare { get; init; } = 0.1;

    /// <summary>Samples per ranking shard.</summary>
    public int RankingShardSize { get; init; } = 1024;

    /// <summary>Seconds of training between two checkpoints.</summary>
    public double SliceSeconds { get; init; } = 120;

    /// <summary>External test images (format dcai.test-set); never trained on.</summary>
    public Descriptor? TestSet { get; init; }

    /// <summary>Whether a generator paints additional samples.</summary>
    public bool Synthesize { get; init; }

    /// <summary>How, where it does.</summary>
    public SynthesisPlan Synthesis { get; init; } = new();

    /// <summary>How auxiliary models are trained.</summary>
    public AuxiliaryRecipe Auxiliary { get; init; } = new();

    /// <summary>What makes a sample suspicious.</summary>
    public RankingPolicy Ranking { get; init; } = new();

    /// <summary>How many samples a round shows, and when people need not look at the rest.</summary>
    public QueuePolicy Queue { get; init; } = new();

    /// <summary>How people decide together.</summary>
    public ReviewPolicy Reviewing { get; init; } = new();

    /// <summary>How a release is put together.</summary>
    public ReleasePolicy Release { get; init; } = new();

    /// <summary>What is measured of a release.</summary>
    public EvaluationPlan Evaluation { get; init; } = new();
}
