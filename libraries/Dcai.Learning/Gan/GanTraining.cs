using Dcai.Imaging;
using Dcai.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>
/// Trains a generator that paints images of a class which a discriminator takes for real ones and a frozen classifier does not take for that
/// class (paper, section 4). Can be cut into slices at any step; a resumed one is bit-identical, as for <see cref="ClassifierTraining"/>.
/// </summary>
/// <remarks>
/// Goodfellow et al. 2014, https://arxiv.org/abs/1406.2661, with the loss of the paper's equation 2 for the generator: δ·BCE(real, D(x)) − γ·CCE(class, C(x)),
/// means over the batch, γ rising linearly from 0. Adam (β 0.5 and 0.999 as in Radford et al. 2015, ε 1e-8). Every so many steps the averaged generator is
/// checked: one that failed goes back to its last good check with half the learning rate and other random numbers.
/// </remarks>
public sealed class GanTraining : IDisposable
{
    /// <summary>Of what <see cref="Checkpoint"/> writes; no other is continued.</summary>
    public const int CheckpointVersion = 2;

    private const string Format = "dcai.gan-training";
    private const string Good = "good";
    private const string Kept = "kept";

    /// <summary>Random streams of a training that has gone back lie so far from those before.</summary>
    private const ulong StreamsPerRollback = 100;

    private const ulong OrderStream = 11;
    private const ulong NoiseStream = 12;
    private const ulong DistortionStream = 13;

    private static readonly AugmentationPolicy Distortion = AugmentationPolicy.Of(
    [
        new AugmentationStep { Kind = AugmentationKind.Translation, Amount = 0.125 },
        new AugmentationStep { Kind = AugmentationKind.Contrast, Amount = 0.5 },
        new AugmentationStep { Kind = AugmentationKind.CutOut, Amount = 0.25, Probability = 1 },
    ]);

    private readonly GanOptions _options;
    private readonly LabelledImages _data;
    private readonly string _dataDigest;
    private readonly Device _device;
    private readonly Classifier _classifier;
    private readonly PreparedImages _images;
    private readonly Tensor _means;
    private readonly GanNetworks _networks;
    private readonly Adam _optimiser;
    private readonly GanJudge _judge;
    private readonly List<GanCheck> _checks = [];
    private BatchOrder _order = null!;
    private Xoshiro256 _noise = null!;
    private Xoshiro256 _distortion = null!;
    private int _iteration;
    private int _step;
    private double _generatorLossSum;
    private double _discriminatorLossSum;
    private int _lossCount;
    private int _rollbacks;
    private int _keptIteration;
    private byte[]? _kept;
    private byte[] _good;
    private GanEnd? _end;

    private GanTraining(GanOptions options, LabelledImages images, ReadOnlyMemory<byte> classifier, Checkpoint<GanProgress>? checkpoint)
    {
        (_options, _data) = (options, images);
        _dataDigest = $"{images.Digest()}+{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(classifier.Span))}";
        if (checkpoint is not null)
        {
            CheckFits(checkpoint.Progress);
        }

        _device = TorchDevice.Best;
        _classifier = Classifier.Load(classifier);
        if (_classifier.ClassCount != options.ClassCount)
        {
            var known = _classifier.ClassCount;
            _classifier.Dispose();
            throw new ArgumentException($"The classifier tells {known} classes apart, but {options.ClassCount} are to be painted.", nameof(classifier));
        }

        _means = ImageTensor.Means(_device);
        using (var centred = new PreparedImages(images, _device, centre: true))
        {
            _judge = new GanJudge(options, centred, images.Labels, _classifier.Network, _means);
        }

        _images = new PreparedImages(images, _device, centre: false);
        _networks = new GanNetworks(options, images.Height);
        if (checkpoint is null)
        {
            _networks.Initialise(new Xoshiro256(options.Seed, stream: 10));
        }

        _networks.to(_device);
        _networks.AsChannelsLast();
        _optimiser = optim.Adam(
            [.. _networks.Generator.parameters(), .. _networks.Discriminator.parameters()], options.LearningRate, 0.5, 0.999, 1e-8);
        if (checkpoint is null)
        {
            DrawAnew();
            _good = State();
        }
        else
        {
            Restore(checkpoint);
            var progress = checkpoint.Progress;
            (_rollbacks, _keptIteration, _end) = (progress.Rollbacks, progress.KeptIteration, progress.End);
            _checks = [.. progress.Checks];
            _good = Bytes(checkpoint.Required(Good));
            _kept = _keptIteration == 0 ? null : Bytes(checkpoint.Required(Kept));
            SetLearningRate();
        }
    }

    /// <summary>Begins a training. The images are read until it is disposed.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="images">At least two, height and width equal and a multiple of 8; every label is a class. Only what is in a training set, or the generator shows what is to be tested on.</param>
    /// <param name="classifier">Of as many classes, as <see cref="TrainedClassifier.Weights"/>; it stays as it is. Borrowed for the call.</param>
    /// <exception cref="ArgumentException">Options, images or classifier do not fit; the message says how.</exception>
    public static GanTraining Start(GanOptions options, LabelledImages images, ReadOnlyMemory<byte> classifier)
    {
        Check(options, images);
        return new GanTraining(options, images, classifier, checkpoint: null);
    }

    /// <summary>Continues a training where <see cref="Checkpoint"/> was called.</summary>
    /// <param name="checkpoint">What <see cref="Checkpoint"/> returned. Borrowed for the call.</param>
    /// <param name="options">The same as at the start; the number of threads may differ.</param>
    /// <param name="images">The same as at the start.</param>
    /// <param name="classifier">The same as at the start.</param>
    /// <exception cref="InvalidDataException">The checkpoint is damaged, of another version, or of other options, images or another classifier; the message says which.</exception>
    public static GanTraining Resume(ReadOnlyMemory<byte> checkpoint, GanOptions options, LabelledImages images, ReadOnlyMemory<byte> classifier)
    {
        Check(options, images);
        using var read = Checkpoint<GanProgress>.Read(checkpoint, Format, CheckpointVersion);
        return new GanTraining(options, images, classifier, read);
    }

    /// <summary>Whether it has ended, for whatever reason.</summary>
    public bool IsFinished => _end is not null;

    /// <summary>Steps done; fewer than before where it has gone back.</summary>
    public int Iteration => _iteration;

    /// <summary>Every check so far, in the order in which they were made; after a failure the iterations go back.</summary>
    public IReadOnlyList<GanCheck> Checks => _checks;

    /// <summary>γ of the next step.</summary>
    public double Gamma => _options.Gamma * Math.Clamp((double)(_iteration - _options.RampAfterIterations) / (_options.RampIterations - _options.RampAfterIterations), 0, 1);

    /// <summary>Trains until finished, until the slice is used up, or until cancelled, as <see cref="ClassifierTraining.Run"/> does.</summary>
    /// <param name="slice">How long to train; looked at between steps.</param>
    /// <param name="time">What measures the slice.</param>
    /// <param name="progress">Called after every step on the same thread.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    public void Run(TimeSpan slice, TimeProvider time, Action<GanTick>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(time);
        set_num_threads(_options.Threads);
        Slices.Run(() => IsFinished, TakeStep, slice, time, progress, cancellationToken);
    }

    /// <summary>Everything that <see cref="Resume"/> needs, as safetensors with metadata.</summary>
    public byte[] Checkpoint()
    {
        using var scope = NewDisposeScope();
        var more = new Dictionary<string, Tensor>(StringComparer.Ordinal) { [Good] = tensor(_good) };
        if (_kept is not null)
        {
            more[Kept] = tensor(_kept);
        }

        return State(more);
    }

    /// <summary>The result.</summary>
    /// <exception cref="InvalidOperationException">The training is not finished.</exception>
    public TrainedGan Complete() => new()
    {
        Generator = _kept,
        KeptIteration = _keptIteration,
        End = _end ?? throw new InvalidOperationException($"The training is at step {_iteration} of {_options.Iterations}: it has no result yet."),
        Rollbacks = _rollbacks,
        Checks = [.. _checks],
    };

    public void Dispose()
    {
        _optimiser.Dispose();
        _networks.Dispose();
        _images.Dispose();
        _means.Dispose();
        _classifier.Dispose();
    }

    private GanTick TakeStep()
    {
        var gamma = Gamma;
        var (generatorLoss, discriminatorLoss) = TrainOn(_order.Batch(_step), gamma);
        _step = (_step + 1) % _order.StepsPerEpoch;
        _iteration++;
        _lossCount++;
        _generatorLossSum += generatorLoss;
        _discriminatorLossSum += discriminatorLoss;
        var check = new GanCheck(
            _iteration, gamma, double.NaN, 0, 0, _generatorLossSum / _lossCount, _discriminatorLossSum / _lossCount, GanFailure.Diverged);
        var tick = new GanTick(_iteration, _options.Iterations, check.GeneratorLoss, check.DiscriminatorLoss, Check: null, Sheet: null);
        if (!double.IsFinite(generatorLoss) || !double.IsFinite(discriminatorLoss))
        {
            Conclude(check);
            return tick with { Check = check };
        }

        if (_iteration % _options.CheckIterations != 0 && _iteration != _options.Iterations)
        {
            return tick;
        }

        var (measured, sheet) = _judge.Look(_networks.Average, check);
        Conclude(measured);
        return tick with { Check = measured, Sheet = sheet };
    }

    private (double Generator, double Discriminator) TrainOn(ReadOnlySpan<int> rows, double gamma)
    {
        using var scope = NewDisposeScope();
        var labels = new int[_options.BatchSize];
        for (var n = 0; n < labels.Length; n++)
        {
            labels[n] = _judge.Classes[_noise.NextInt32(_judge.Classes.Length)];
        }

        var painted = _networks.Generator.forward(
            GeneratorInput.Draw(labels, _options.ClassCount, _options.NoiseSize, truncation: null, GeneratorInput.ClassWeight, _noise, _device)); // [n, 1, H, W]
        var classes = GeneratorInput.OneHot(labels, _options.ClassCount, _device); // [n, K]
        var discriminatorLoss = TrainDiscriminator(rows, painted.detach(), classes);
        var generatorLoss = TrainGenerator(painted, classes, labels, gamma);
        _networks.MoveAverage(Math.Min(_options.AverageDecay, (1.0 + _iteration) / (10.0 + _iteration)));
        return (generatorLoss, discriminatorLoss);
    }

    private double TrainDiscriminator(ReadOnlySpan<int> rows, Tensor painted, Tensor classes)
    {
        using var scope = NewDisposeScope();
        var known = new int[rows.Length];
        for (var n = 0; n < known.Length; n++)
        {
            known[n] = _data.Labels[rows[n]];
        }

        var real = GanImages.OfColour(_images.Gather(ImageTensor.Index(rows, _device))); // [m, 1, H, W]
        var images = cat([real, painted], 0);
        var all = cat([GeneratorInput.OneHot(known, _options.ClassCount, _device), classes], 0); // [m + n, K]
        SetTrained(_networks.Discriminator, isTrained: true);
        _networks.Discriminator.Iterate();
        _optimiser.zero_grad();
        var logits = _networks.Discriminator.forward(Distorted(images), all); // [m + n]
        var (ofReal, ofPainted) = (logits.narrow(0, 0, rows.Length), logits.narrow(0, rows.Length, painted.shape[0]));
        var loss = functional.binary_cross_entropy_with_logits(ofReal, ones_like(ofReal))
            + functional.binary_cross_entropy_with_logits(ofPainted, zeros_like(ofPainted));
        loss.backward();
        _optimiser.step();
        return loss.item<float>();
    }

    private double TrainGenerator(Tensor painted, Tensor classes, int[] labels, double gamma)
    {
        using var scope = NewDisposeScope();
        SetTrained(_networks.Discriminator, isTrained: false);
        _optimiser.zero_grad();
        var logits = _networks.Discriminator.forward(Distorted(painted), classes); // [n]
        var loss = functional.binary_cross_entropy_with_logits(logits, ones_like(logits)) * _options.RealWeight;
        if (gamma > 0)
        {
            var scores = _classifier.Network.Forward(GanImages.ForClassifier(painted, _means)); // [n, K]
            var errors = functional.cross_entropy(scores, ImageTensor.Index(labels, _device), reduction: Reduction.None); // [n]
            loss = loss - ((_options.BoundClassLoss ? errors.clamp_max(Math.Log(_options.ClassCount)) : errors).mean() * gamma);
        }

        loss.backward();
        _optimiser.step();
        return loss.item<float>();
    }

    private Tensor Distorted(Tensor images)
    {
        if (!_options.AugmentDifferentiably)
        {
            return images;
        }

        using var scope = NewDisposeScope();
        return GanImages.OfPixels(Distortion.Apply(GanImages.ToPixels(images), _distortion)).MoveToOuterDisposeScope();
    }

    private void Conclude(GanCheck check)
    {
        var wasRecognised = _checks.Exists(earlier => earlier.Failure is null && earlier.Agreement >= 2 * _options.SmallestAgreement);
        _checks.Add(check);
        (_generatorLossSum, _discriminatorLossSum, _lossCount) = (0, 0, 0);
        if (check.Failure is not null)
        {
            GoBack();
            return;
        }

        if (wasRecognised && check.Iteration >= _options.WarmUpIterations && check.Agreement < _options.SmallestAgreement)
        {
            _end = GanEnd.LostAgreement;
            return;
        }

        Keep(check);
        _end ??= _iteration == _options.Iterations ? GanEnd.Iterations : null;
        _good = State();
    }

    /// <summary>The newest while γ rises; then the one with the smallest distance.</summary>
    private void Keep(GanCheck check)
    {
        var kept = _checks.FindLast(earlier => earlier.Iteration == _keptIteration && earlier.Failure is null);
        if (kept is null || !IsWhole(kept) || check.FrechetDistance < kept.FrechetDistance)
        {
            (_kept, _keptIteration) = (ImageGenerator.Save(_networks.Average, _options, _data.Height), _iteration);
        }
        else if (_options.Patience > 0 && _checks.Count(later => later.Iteration > _keptIteration && later.Failure is null) >= _options.Patience)
        {
            _end = GanEnd.NoImprovement;
        }
    }

    private bool IsWhole(GanCheck check) => check.Gamma >= _options.Gamma;

    private void GoBack()
    {
        if (_rollbacks == _options.MostRollbacks)
        {
            _end = GanEnd.Failed;
            return;
        }

        using var good = Checkpoint<GanProgress>.Read(_good, Format, CheckpointVersion);
        Restore(good);
        _rollbacks++;
        DrawAnew();
        SetLearningRate();
    }

    /// <summary>Weights, moments, and where they stood.</summary>
    private void Restore(Checkpoint<GanProgress> checkpoint)
    {
        var progress = checkpoint.Progress;
        checkpoint.CopyWeightsTo(_networks);
        checkpoint.CopyMomentsTo(_optimiser);
        _order = new BatchOrder(_data.Count, _options.BatchSize, Xoshiro256.FromState(progress.OrderState), checkpoint.Rows);
        (_noise, _distortion) = (Xoshiro256.FromState(progress.NoiseState), Xoshiro256.FromState(progress.DistortionState));
        (_iteration, _step) = (progress.Iteration, progress.Step);
        (_generatorLossSum, _discriminatorLossSum, _lossCount) = (progress.GeneratorLossSum, progress.DiscriminatorLossSum, progress.LossCount);
    }

    /// <summary>Random numbers that no try before this one has seen, from the beginning of an epoch.</summary>
    private void DrawAnew()
    {
        var first = (ulong)_rollbacks * StreamsPerRollback;
        _order = new BatchOrder(_data.Count, _options.BatchSize, new Xoshiro256(_options.Seed, first + OrderStream), rows: null);
        (_noise, _distortion) = (new Xoshiro256(_options.Seed, first + NoiseStream), new Xoshiro256(_options.Seed, first + DistortionStream));
        _step = 0;
    }

    private void SetLearningRate()
    {
        foreach (var group in _optimiser.ParamGroups)
        {
            group.LearningRate = _options.LearningRate * Math.Pow(0.5, _rollbacks);
        }
    }

    private byte[] State(Dictionary<string, Tensor>? more = null) => Checkpoint<GanProgress>.Write(
        Format,
        CheckpointVersion,
        new GanProgress
        {
            Options = _options,
            DataDigest = _dataDigest,
            OrderState = _order.State,
            NoiseState = _noise.State,
            DistortionState = _distortion.State,
            Iteration = _iteration,
            Step = _step,
            GeneratorLossSum = _generatorLossSum,
            DiscriminatorLossSum = _discriminatorLossSum,
            LossCount = _lossCount,
            Rollbacks = _rollbacks,
            Checks = _checks,
            KeptIteration = _keptIteration,
            End = _end,
        },
        _order.Rows,
        _networks,
        _optimiser,
        more ?? []);

    private void CheckFits(GanProgress progress)
    {
        if (progress.Options with { Threads = _options.Threads } != _options)
        {
            throw new InvalidDataException($"The checkpoint is of a training with other options: {progress.Options}; asked for: {_options}.");
        }

        if (progress.DataDigest != _dataDigest)
        {
            throw new InvalidDataException("The checkpoint is of a training on other images or labels, or with another classifier.");
        }
    }

    private static void SetTrained(Module module, bool isTrained)
    {
        foreach (var parameter in module.parameters())
        {
            parameter.requires_grad = isTrained;
        }
    }

    private static byte[] Bytes(Tensor values) => values.data<byte>().ToArray();

    private static void Check(GanOptions options, LabelledImages images)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(images);
        options.Validate();
        TrainingData.CheckImages(images);
        TrainingData.CheckLabels(options.ClassCount, images);
        if (images.Count < 2 || images.Height != images.Width || images.Height % (1 << GanGenerator.Doublings) != 0)
        {
            throw new ArgumentException(
                $"There are {images.Count} images of {images.Height}×{images.Width}; a generator learns from at least two, as high as wide, with a multiple of {1 << GanGenerator.Doublings} pixels.",
                nameof(images));
        }
    }
}
