using Dcai.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>
/// A training of the reference network that can be cut into slices at any step. On the CPU a resumed training is bit-identical to one
/// that ran through, with the same instruction set and libtorch; CUDA's kernels may add up in another order from run to run.
/// </summary>
/// <remarks>
/// Adam (β 0.9 and 0.999, ε 1e-7) on the mean cross-entropy of each batch; the images in a new order every epoch, the last batch may be
/// smaller. The weights with the highest validation accuracy are kept, of equal ones the first, as Keras' <c>ModelCheckpoint</c> does it;
/// the last ones where there are no validation images. Works on CUDA where there is one, else on the CPU. Not for several threads at once,
/// but several trainings may run side by side, each on its own thread.
/// </remarks>
public sealed class ClassifierTraining : IDisposable
{
    private const int ValidationBatchSize = 256;

    private readonly TrainingOptions _options;
    private readonly LabelledImages _validation;
    private readonly string _dataDigest;
    private readonly Device _device;
    private readonly ClassificationNetwork _network;
    private readonly Adam _optimiser;
    private readonly Tensor _means;
    private readonly Tensor _trainImages;
    private readonly Tensor _trainLabels;
    private readonly int[] _trainLabelValues;
    private readonly Tensor? _validationImages;
    private readonly Xoshiro256 _order;
    private readonly Xoshiro256 _distortion;
    private readonly int[] _permutation;
    private readonly List<EpochMetrics> _history = [];
    private Dictionary<string, Tensor> _bestWeights = [];
    private int _bestEpoch;
    private int _step;
    private double _lossSum;
    private int _correct;
    private double _epochSeconds;

    private ClassifierTraining(TrainingOptions options, LabelledImages train, LabelledImages validation, TrainingCheckpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        options.Validate();
        CheckData(options, train, validation);
        _options = options;
        _validation = validation;
        _dataDigest = TrainingCheckpoint.DataDigest(train, validation);
        checkpoint?.CheckFits(options, _dataDigest);

        _device = TorchDevice.Best;
        _network = Networks.Create(options.Network, options.ClassCount);
        _trainLabelValues = train.Labels;
        _means = ImageTensor.Means(_device).DetachFromDisposeScope();
        _trainImages = Inputs(train, subtractMeans: !options.Augment);
        _trainLabels = tensor(Array.ConvertAll(train.Labels, label => (long)label), device: _device).DetachFromDisposeScope();
        _validationImages = validation.Count == 0 ? null : Inputs(validation, subtractMeans: true);

        if (checkpoint is null)
        {
            _network.Initialise(new Xoshiro256(options.Seed, stream: 1));
            _order = new Xoshiro256(options.Seed, stream: 2);
            _distortion = new Xoshiro256(options.Seed, stream: 3);
            _permutation = [.. Enumerable.Range(0, train.Count)];
        }
        else
        {
            var progress = checkpoint.Progress;
            _order = Xoshiro256.FromState(progress.OrderState);
            _distortion = Xoshiro256.FromState(progress.DistortionState);
            _permutation = checkpoint.Permutation;
            _history = [.. progress.History];
            (_bestEpoch, _step, _lossSum, _correct, _epochSeconds) =
                (progress.BestEpoch, progress.Step, progress.LossSum, progress.Correct, progress.EpochSeconds);
            checkpoint.CopyWeightsTo(_network);
        }

        _network.to(_device);
        _network.AsChannelsLast();
        _network.train();
        _optimiser = optim.Adam(_network.parameters(), options.LearningRate, 0.9, 0.999, 1e-7);
        if (checkpoint is not null)
        {
            checkpoint.CopyMomentsTo(_optimiser);
            _bestWeights = checkpoint.BestWeights(_device);
        }
    }

    /// <summary>Begins a training. The arrays of both sets are read until it is disposed.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="train">At least one image; every image has a label below the number of classes.</param>
    /// <param name="validation">May be empty; every image has a label; the same size of images.</param>
    /// <exception cref="ArgumentException">The data do not fit; the message says how.</exception>
    public static ClassifierTraining Start(TrainingOptions options, LabelledImages train, LabelledImages validation) =>
        new(options, train, validation, checkpoint: null);

    /// <summary>Continues a training where <see cref="Checkpoint"/> was called.</summary>
    /// <param name="checkpoint">What <see cref="Checkpoint"/> returned. Borrowed for the call.</param>
    /// <param name="options">The same as at the start; the number of threads may differ.</param>
    /// <param name="train">The same as at the start.</param>
    /// <param name="validation">The same as at the start.</param>
    /// <exception cref="InvalidDataException">The checkpoint is damaged, of a newer version, or of other options or data; the message says which.</exception>
    public static ClassifierTraining Resume(
        ReadOnlyMemory<byte> checkpoint, TrainingOptions options, LabelledImages train, LabelledImages validation)
    {
        using var read = TrainingCheckpoint.Read(checkpoint);
        return new ClassifierTraining(options, train, validation, read);
    }

    /// <summary>Whether all epochs are done.</summary>
    public bool IsFinished => _history.Count == _options.Epochs;

    /// <summary>The running epoch, counted from 1; the last one when finished.</summary>
    public int Epoch => Math.Min(_history.Count + 1, _options.Epochs);

    /// <summary>Steps done in the running epoch; all of them when finished.</summary>
    public int Step => IsFinished ? StepsPerEpoch : _step;

    /// <summary>Steps of a whole epoch.</summary>
    public int StepsPerEpoch => (_permutation.Length + _options.BatchSize - 1) / _options.BatchSize;

    /// <summary>The metrics of the finished epochs.</summary>
    public IReadOnlyList<EpochMetrics> History => _history;

    /// <summary>
    /// Trains until finished, until the slice is used up, or until cancelled: then it returns between two steps, without throwing.
    /// Unless it is cancelled already, at least one step is done, so that slices of any length come to an end.
    /// </summary>
    /// <param name="slice">How long to train; looked at between steps.</param>
    /// <param name="time">What measures the slice and the seconds per epoch.</param>
    /// <param name="progress">Called after every step on the same thread; whoever reports more rarely leaves some out.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    public void Run(TimeSpan slice, TimeProvider time, Action<TrainingTick>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(time);
        set_num_threads(_options.Threads);
        var start = time.GetTimestamp();
        while (!IsFinished && !cancellationToken.IsCancellationRequested)
        {
            var tick = TakeStep(time);
            progress?.Invoke(tick);
            if (time.GetElapsedTime(start) >= slice)
            {
                return;
            }
        }
    }

    /// <summary>Everything that <see cref="Resume"/> needs, as safetensors with metadata: about 3.8 MB.</summary>
    public byte[] Checkpoint() => TrainingCheckpoint.Write(
        new TrainingProgress
        {
            Options = _options,
            DataDigest = _dataDigest,
            OrderState = _order.State,
            DistortionState = _distortion.State,
            Step = _step,
            LossSum = _lossSum,
            Correct = _correct,
            EpochSeconds = _epochSeconds,
            BestEpoch = _bestEpoch,
            History = _history,
        },
        _permutation,
        _network,
        _optimiser,
        _bestWeights);

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
            Weights = Classifier.Save(_bestWeights, _options.ClassCount, _options.Network),
            BestEpoch = _bestEpoch,
            Best = _history[_bestEpoch - 1],
            History = [.. _history],
            SecondsPerEpochMean = mean,
            SecondsPerEpochStandardDeviation = seconds.Count == 1 ? 0 : Math.Sqrt(squares / (seconds.Count - 1)),
            SecondsTraining = seconds.Sum(),
        };
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _network.Dispose();
        _means.Dispose();
        _trainImages.Dispose();
        _trainLabels.Dispose();
        _validationImages?.Dispose();
        DisposeBestWeights();
    }

    private TrainingTick TakeStep(TimeProvider time)
    {
        var start = time.GetTimestamp();
        if (_step == 0)
        {
            _order.Shuffle(_permutation);
        }

        var first = _step * _options.BatchSize;
        TrainOn(_permutation.AsSpan(first, Math.Min(_options.BatchSize, _permutation.Length - first)));
        _step++;
        var seen = Math.Min(_step * _options.BatchSize, _permutation.Length);
        var (epoch, step, loss, accuracy) = (Epoch, _step, _lossSum / seen, (double)_correct / seen);
        if (_step == StepsPerEpoch)
        {
            var (validationLoss, validationAccuracy) = Validate();
            KeepIfBest(epoch, validationAccuracy);
            var seconds = _epochSeconds + time.GetElapsedTime(start).TotalSeconds;
            _history.Add(new EpochMetrics(epoch, loss, accuracy, validationLoss, validationAccuracy, seconds));
            (_step, _lossSum, _correct, _epochSeconds) = (0, 0, 0, 0);
        }
        else
        {
            _epochSeconds += time.GetElapsedTime(start).TotalSeconds;
        }

        double? lastValidationAccuracy = _validationImages is null || _history.Count == 0 ? null : _history[^1].ValidationAccuracy;
        return new TrainingTick(epoch, _options.Epochs, step, StepsPerEpoch, loss, accuracy, lastValidationAccuracy);
    }

    private void TrainOn(ReadOnlySpan<int> rows)
    {
        using var scope = NewDisposeScope();
        var indices = new long[rows.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = rows[i];
        }

        var index = tensor(indices, device: _device);
        var images = _trainImages.index_select(0, index).permute(0, 3, 1, 2); // [N, 3, H, W]
        if (_options.Augment)
        {
            images = Augmentation.Apply(images, _distortion).sub_(_means);
        }

        _optimiser.zero_grad();
        var logits = _network.forward(images); // [N, K]
        var loss = functional.cross_entropy(logits, _trainLabels.index_select(0, index));
        loss.backward();
        _optimiser.step();

        _lossSum += (double)loss.item<float>() * rows.Length;
        var predicted = ClassificationMetrics.PredictedClasses(ImageTensor.Values(logits), _options.ClassCount);
        for (var i = 0; i < predicted.Length; i++)
        {
            _correct += predicted[i] == _trainLabelValues[rows[i]] ? 1 : 0;
        }
    }

    private (double Loss, double Accuracy) Validate()
    {
        if (_validationImages is null)
        {
            return (double.NaN, double.NaN);
        }

        // The same arithmetic as a loaded classifier's: the accuracy that is reported is the one that its user will see.
        using var withoutGradient = inference_mode();
        using var network = Networks.Fold(_options.Network, _network.state_dict(), _device);
        var logits = new float[_validation.Count * _options.ClassCount];
        for (var start = 0; start < _validation.Count; start += ValidationBatchSize)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(ValidationBatchSize, _validation.Count - start);
            var images = _validationImages.narrow(0, start, count).permute(0, 3, 1, 2); // [N, 3, H, W]
            ImageTensor.Values(network.Forward(images)).CopyTo(logits, start * _options.ClassCount);
        }

        var losses = SampleLoss.CrossEntropy(logits, _validation.Labels, _options.ClassCount);
        return (losses.Average(loss => (double)loss), ClassificationMetrics.Accuracy(logits, _validation.Labels, _options.ClassCount));
    }

    private void KeepIfBest(int epoch, double validationAccuracy)
    {
        var isBest = _bestEpoch == 0 || double.IsNaN(validationAccuracy) || validationAccuracy > _history[_bestEpoch - 1].ValidationAccuracy;
        if (!isBest)
        {
            return;
        }

        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        DisposeBestWeights();
        _bestWeights = _network.state_dict().ToDictionary(
            entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope(), StringComparer.Ordinal);
        _bestEpoch = epoch;
    }

    private void DisposeBestWeights()
    {
        foreach (var weights in _bestWeights.Values)
        {
            weights.Dispose();
        }
    }

    /// <summary>float32 [N, H, W, 3]: a row of it is an image whose values lie pixel by pixel.</summary>
    private Tensor Inputs(LabelledImages images, bool subtractMeans)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        var inputs = ImageTensor.Of(images, 0, images.Count, _device);
        if (subtractMeans)
        {
            inputs.sub_(_means);
        }

        return inputs.permute(0, 2, 3, 1).DetachFromDisposeScope();
    }

    private static void CheckData(TrainingOptions options, LabelledImages train, LabelledImages validation)
    {
        if (train.Count == 0)
        {
            throw new ArgumentException("There are no images to train on.", nameof(train));
        }

        if (validation.Count > 0 && (validation.Height, validation.Width) != (train.Height, train.Width))
        {
            throw new ArgumentException(
                $"The images to train on are {train.Height}×{train.Width}, but those to validate with {validation.Height}×{validation.Width}.",
                nameof(validation));
        }

        foreach (var images in (ReadOnlySpan<LabelledImages>)[train, validation])
        {
            for (var n = 0; n < images.Count; n++)
            {
                if (images.Labels[n] < 0 || images.Labels[n] >= options.ClassCount)
                {
                    throw new ArgumentException(
                        $"Sample {images.SampleIds[n]} has the label {images.Labels[n]}, which is not one of the {options.ClassCount} classes.");
                }
            }
        }
    }
}
