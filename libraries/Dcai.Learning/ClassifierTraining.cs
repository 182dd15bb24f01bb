using Dcai.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>
/// A training of a network that can be cut into slices at any step. On the CPU a resumed training is bit-identical to one
/// that ran through, with the same instruction set and libtorch; CUDA's kernels may add up in another order from run to run.
/// </summary>
/// <remarks>
/// Adam (β 0.9 and 0.999, ε 1e-7) on the mean cross-entropy of each batch; the images in a new order every epoch, the last batch may be
/// smaller. The weights with the highest validation accuracy are kept, of equal ones the first, as Keras' <c>ModelCheckpoint</c> does it;
/// the last ones where there are no validation images, or where the options say so. Works on CUDA where there is one, else on the CPU. Not for several threads at once,
/// but several trainings may run side by side, each on its own thread.
/// </remarks>
public sealed class ClassifierTraining : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly LabelledImages _train;
    private readonly LabelledImages _validation;
    private readonly string _dataDigest;
    private readonly Device _device;
    private readonly ClassificationNetwork _network;
    private readonly Adam _optimiser;
    private readonly PreparedImages _trainImages;
    private readonly PreparedImages _validationImages;
    private readonly Tensor _trainLabels;
    private readonly BatchOrder _order;
    private readonly Xoshiro256 _distortion;
    private readonly Mixing _mixing;
    private readonly DynamicsRecorder? _dynamics;
    private readonly BestWeights _best;
    private readonly List<EpochMetrics> _history = [];
    private int _step;
    private double _lossSum;
    private int _correct;
    private double _epochSeconds;
    private double? _lastLoss;

    private ClassifierTraining(
        TrainingOptions options, LabelledImages train, LabelledImages validation, InitialWeights? initial, Checkpoint<TrainingProgress>? checkpoint)
    {
        (_options, _train, _validation) = (options, train, validation);
        _dataDigest = TrainingCheckpoint.DataDigest(train, validation);
        if (checkpoint is not null)
        {
            TrainingCheckpoint.CheckFits(checkpoint.Progress, options, _dataDigest);
        }

        _device = TorchDevice.Best;
        _network = Networks.Create(options.Network, options.ClassCount);
        _trainImages = new PreparedImages(train, _device, centre: !options.Augment);
        _validationImages = new PreparedImages(validation, _device, centre: true);
        _trainLabels = tensor(Array.ConvertAll(train.Labels, label => (long)label), device: _device).DetachFromDisposeScope();
        if (checkpoint is null)
        {
            _network.Initialise(new Xoshiro256(options.Seed, stream: 1));
            Transfer = initial?.CopyTo(_network);
            _order = new BatchOrder(train.Labels, options, new Xoshiro256(options.Seed, stream: 2), rows: null);
            _distortion = new Xoshiro256(options.Seed, stream: 3);
            _mixing = new Mixing(options.MixupAlpha, new Xoshiro256(options.Seed, stream: 4));
            _dynamics = options.RecordDynamics ? new DynamicsRecorder(train.Labels, options.ClassCount) : null;
        }
        else
        {
            var progress = checkpoint.Progress;
            checkpoint.CopyWeightsTo(_network);
            _order = new BatchOrder(train.Labels, options, Xoshiro256.FromState(progress.OrderState), checkpoint.Rows);
            _distortion = Xoshiro256.FromState(progress.DistortionState);
            _mixing = new Mixing(options.MixupAlpha, Xoshiro256.FromState(progress.MixingState));
            _dynamics = options.RecordDynamics ? DynamicsRecorder.Resume(train.Labels, options.ClassCount, checkpoint.Required) : null;
            _history = [.. progress.History];
            (_step, _lossSum, _correct, _epochSeconds, _lastLoss) =
                (progress.Step, progress.LossSum, progress.Correct, progress.EpochSeconds, progress.LastLoss);
        }

        _network.to(_device);
        _network.AsChannelsLast();
        SetBatchNormMomentum();
        _network.train();
        _optimiser = optim.Adam(_network.parameters(), options.LearningRate, 0.9, 0.999, 1e-7);
        checkpoint?.CopyMomentsTo(_optimiser);
        _best = checkpoint is null ? new BestWeights() : TrainingCheckpoint.BestWeights(checkpoint, _device);
    }

    /// <summary>Begins a training. The arrays of both sets are read until it is disposed.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="train">At least one image; every image has a label below the number of classes.</param>
    /// <param name="validation">May be empty; every image has a label; the same size of images.</param>
    /// <param name="initial">Replaces the drawn weights as far as it fits; null for none. Borrowed for the call.</param>
    /// <exception cref="ArgumentException">The data or the initial weights do not fit; the message says how.</exception>
    public static ClassifierTraining Start(
        TrainingOptions options, LabelledImages train, LabelledImages validation, InitialWeights? initial = null)
    {
        TrainingData.Check(options, train, validation);
        return new ClassifierTraining(options, train, validation, initial, checkpoint: null);
    }

    /// <summary>Continues a training where <see cref="Checkpoint"/> was called.</summary>
    /// <param name="checkpoint">What <see cref="Checkpoint"/> returned. Borrowed for the call.</param>
    /// <param name="options">The same as at the start; the number of threads may differ.</param>
    /// <param name="train">The same as at the start.</param>
    /// <param name="validation">The same as at the start.</param>
    /// <exception cref="InvalidDataException">The checkpoint is damaged, of another version, or of other options or data; the message says which.</exception>
    public static ClassifierTraining Resume(
        ReadOnlyMemory<byte> checkpoint, TrainingOptions options, LabelledImages train, LabelledImages validation)
    {
        TrainingData.Check(options, train, validation);
        using var read = TrainingCheckpoint.Read(checkpoint);
        return new ClassifierTraining(options, train, validation, initial: null, read);
    }

    /// <summary>Whether all epochs are done, or no better one came for as long as the options say.</summary>
    public bool IsFinished => _history.Count == _options.Epochs || IsStoppedEarly;

    /// <summary>The running epoch, counted from 1; the last one when finished.</summary>
    public int Epoch => IsFinished ? _history.Count : _history.Count + 1;

    /// <summary>Steps done in the running epoch; all of them when finished.</summary>
    public int Step => IsFinished ? StepsPerEpoch : _step;

    /// <summary>Steps of a whole epoch.</summary>
    public int StepsPerEpoch => _order.StepsPerEpoch;

    /// <summary>The metrics of the finished epochs.</summary>
    public IReadOnlyList<EpochMetrics> History => _history;

    /// <summary>What was taken from the initial weights; null without them, and in a training that was resumed.</summary>
    public WeightTransfer? Transfer { get; }

    private bool IsStoppedEarly =>
        _options.EarlyStoppingPatience > 0
        && _history.Count - _best.Epoch >= _options.EarlyStoppingPatience
        && (_dynamics is null || _history.Count >= _options.EarlyEpoch);

    /// <summary>Whether the passes that train show every image once an epoch, as it is.</summary>
    private bool StepsServeDynamics => _options.MixupAlpha == 0 && !_options.ClassWeightedSampling;

    /// <summary>
    /// Trains until finished, until the slice is used up, or until cancelled: then it returns between two steps, without throwing.
    /// Unless it is cancelled already, at least one step is done, so that slices of any length come to an end.
    /// </summary>
    /// <param name="slice">How long to train; looked at between steps.</param>
    /// <param name="time">What measures the slice and the seconds per epoch.</param>
    /// <param name="progress">Called after every step on the same thread; whoever reports more rarely leaves some out.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number; the training cannot go on.</exception>
    public void Run(TimeSpan slice, TimeProvider time, Action<TrainingTick>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(time);
        set_num_threads(_options.Threads);
        Slices.Run(() => IsFinished, () => TakeStep(time), slice, time, progress, cancellationToken);
    }

    /// <summary>Everything that <see cref="Resume"/> needs, as safetensors with metadata: about 3.8 MB for the reference network.</summary>
    public byte[] Checkpoint() => TrainingCheckpoint.Write(
        new TrainingProgress
        {
            Options = _options,
            DataDigest = _dataDigest,
            OrderState = _order.State,
            DistortionState = _distortion.State,
            MixingState = _mixing.State,
            Step = _step,
            LossSum = _lossSum,
            Correct = _correct,
            EpochSeconds = _epochSeconds,
            LastLoss = _lastLoss,
            BestEpoch = _best.Epoch,
            History = _history,
        },
        _order.Rows,
        _network,
        _optimiser,
        _best,
        _dynamics);

    /// <summary>The result.</summary>
    /// <exception cref="InvalidOperationException">The training is not finished.</exception>
    public TrainedClassifier Complete()
    {
        if (!IsFinished)
        {
            throw new InvalidOperationException($"The training is at epoch {Epoch} of {_options.Epochs}: it has no result yet.");
        }

        var seconds = _history.ConvertAll(epoch => epoch.Seconds);
        var mean = seconds.Average();
        var squares = seconds.Sum(value => (value - mean) * (value - mean));
        return new TrainedClassifier
        {
            Weights = Classifier.Save(_best.Weights, _options.ClassCount, _options.Network),
            BestEpoch = _best.Epoch,
            Best = _history[_best.Epoch - 1],
            History = [.. _history],
            SecondsPerEpochMean = mean,
            SecondsPerEpochStandardDeviation = seconds.Count == 1 ? 0 : Math.Sqrt(squares / (seconds.Count - 1)),
            SecondsTraining = seconds.Sum(),
            ValidationLogits = Logits(_best.Weights, _validationImages),
            Dynamics = _dynamics?.Result(_train.SampleIds, _options.RecordGradientNorms),
        };
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _network.Dispose();
        _trainImages.Dispose();
        _validationImages.Dispose();
        _trainLabels.Dispose();
        _best.Dispose();
    }

    private TrainingTick TakeStep(TimeProvider time)
    {
        var start = time.GetTimestamp();
        TrainOn(_order.Batch(_step));
        _step++;
        var seen = _order.SeenAfter(_step);
        var (epoch, step, loss, accuracy) = (Epoch, _step, _lossSum / seen, (double)_correct / seen);
        if (_step == StepsPerEpoch)
        {
            var (validationLoss, validationAccuracy) = Validate();
            NoteEpoch(epoch);
            _best.Consider(_network, epoch, _options.KeepLastEpoch ? double.NaN : validationAccuracy);
            var seconds = _epochSeconds + time.GetElapsedTime(start).TotalSeconds;
            _history.Add(new EpochMetrics(epoch, loss, accuracy, validationLoss, validationAccuracy, seconds));
            (_step, _lossSum, _correct, _epochSeconds) = (0, 0, 0, 0);
        }
        else
        {
            _epochSeconds += time.GetElapsedTime(start).TotalSeconds;
        }

        double? lastValidationAccuracy = _validation.Count == 0 || _history.Count == 0 ? null : _history[^1].ValidationAccuracy;
        return new TrainingTick(epoch, _options.Epochs, step, StepsPerEpoch, loss, accuracy, lastValidationAccuracy);
    }

    private void TrainOn(ReadOnlySpan<int> rows)
    {
        using var scope = NewDisposeScope();
        var index = ImageTensor.Index(rows, _device);
        var images = _trainImages.Gather(index); // [N, 3, H, W]
        if (_options.Augment)
        {
            images = _trainImages.Centred((_options.Augmentation ?? AugmentationPolicy.Paper).Apply(images, _distortion));
        }

        if (_options.CosineSchedule)
        {
            var step = ((long)_history.Count * StepsPerEpoch) + _step;
            LearningRateSchedule.SetCosine(_optimiser, _options.LearningRate, step, (long)_options.Epochs * StepsPerEpoch);
        }

        _optimiser.zero_grad();
        var (logits, loss, labels) = Forward(images, index, rows);
        loss.backward();
        _optimiser.step();

        double batchLoss = loss.item<float>();
        NonFiniteLossException.ThrowUnlessFinite(batchLoss, Epoch, _step + 1, _train, rows, _lastLoss);
        _lastLoss = batchLoss;
        _lossSum += batchLoss * rows.Length;
        var scores = ImageTensor.Values(logits);
        var predicted = ClassificationMetrics.PredictedClasses(scores, _options.ClassCount);
        for (var i = 0; i < predicted.Length; i++)
        {
            _correct += predicted[i] == _train.Labels[labels[i]] ? 1 : 0;
        }

        if (StepsServeDynamics)
        {
            _dynamics?.Note(rows, scores, Epoch == _options.EarlyEpoch);
        }
    }

    /// <summary>float32 [N, K] logits, their mean loss, and for each image the row whose label counts for its accuracy.</summary>
    private (Tensor Logits, Tensor Loss, int[] Labels) Forward(Tensor images, Tensor index, ReadOnlySpan<int> rows)
    {
        var targets = _trainLabels.index_select(0, index);
        int[] labels = [.. rows];
        if (_mixing.Draw(rows.Length) is not { } drawn)
        {
            var plain = _network.forward(images);
            return (plain, CrossEntropy(plain, targets), labels);
        }

        var partners = tensor(drawn.Partners, device: _device);
        var logits = _network.forward(Mixing.Blend(images, partners, drawn.Part));
        var own = CrossEntropy(logits, targets).mul(drawn.Part);
        var other = CrossEntropy(logits, targets.index_select(0, partners)).mul(1 - drawn.Part);
        return (logits, own.add(other), drawn.Part >= 0.5 ? labels : Array.ConvertAll(drawn.Partners, partner => labels[partner]));
    }

    private Tensor CrossEntropy(Tensor logits, Tensor targets) =>
        functional.cross_entropy(logits, targets, label_smoothing: _options.LabelSmoothing);

    private (double Loss, double Accuracy) Validate()
    {
        if (_validation.Count == 0)
        {
            return (double.NaN, double.NaN);
        }

        // The same arithmetic as a loaded classifier's: the accuracy that is reported is the one that its user will see.
        var logits = Logits(_network.state_dict(), _validationImages);
        var losses = SampleLoss.CrossEntropy(logits, _validation.Labels, _options.ClassCount);
        var loss = losses.Average(loss => (double)loss);
        NonFiniteLossException.ThrowUnlessFinite(loss, Epoch, _step, _train, _order.Rows.AsSpan(_order.SeenAfter(_step - 1)), _lastLoss);
        return (loss, ClassificationMetrics.Accuracy(logits, _validation.Labels, _options.ClassCount));
    }

    private void NoteEpoch(int epoch)
    {
        if (_dynamics is null)
        {
            return;
        }

        if (!StepsServeDynamics)
        {
            int[] rows = [.. Enumerable.Range(0, _train.Count)];
            _dynamics.Note(rows, Logits(_network.state_dict(), _trainImages), epoch == _options.EarlyEpoch);
        }

        if (_options.RecordGradientNorms && epoch == _options.EarlyEpoch)
        {
            GradientNorm.Note(_network, _trainImages, _trainLabels, _dynamics);
        }
    }

    private float[] Logits(IReadOnlyDictionary<string, Tensor> weights, PreparedImages images)
    {
        using var network = Networks.Fold(_options.Network, weights, _device);
        return images.Logits(network, _options.ClassCount);
    }

    private void SetBatchNormMomentum()
    {
        if (_options.BatchNormMomentum is not { } momentum)
        {
            return;
        }

        foreach (var normalisation in _network.modules().OfType<BatchNorm2d>())
        {
            normalisation.momentum = momentum;
        }
    }
}
