using Dcai.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>
/// Pre-trains the trunk of a network on images whose labels nobody knows: it sees images with most of their patches hidden and learns to
/// say what is there. Can be cut into slices at any step; a resumed one is bit-identical, as for <see cref="ClassifierTraining"/>.
/// </summary>
/// <remarks>
/// He et al. 2022, https://arxiv.org/abs/2111.06377, for a trunk of convolutions: hidden patches are the mean colour instead of left out,
/// the decoder is a 1×1 convolution, and as there the mean squared error counts hidden pixels only. Adam (β 0.9 and 0.999, ε 1e-7).
/// </remarks>
public sealed class MaskedAutoencoderTraining : IDisposable
{
    private const string Format = "dcai.masked-autoencoder-training";
    private const string TrunkFormat = "dcai.trunk";
    private const int Version = 1;

    /// <summary>The unit of the pixels that are reconstructed, in gray levels.</summary>
    private const float PixelUnit = 127.5f;

    private readonly MaskedAutoencoderOptions _options;
    private readonly LabelledImages _data;
    private readonly string _dataDigest;
    private readonly Device _device;
    private readonly MaskedAutoencoder _autoencoder;
    private readonly Adam _optimiser;
    private readonly PreparedImages _images;
    private readonly BatchOrder _order;
    private readonly PatchMask _mask;
    private readonly Xoshiro256 _masking;
    private readonly List<PretrainingEpoch> _history = [];
    private int _step;
    private double _lossSum;
    private double _epochSeconds;
    private double? _lastLoss;

    private MaskedAutoencoderTraining(
        MaskedAutoencoderOptions options, LabelledImages images, InitialWeights? initial, Checkpoint<PretrainingProgress>? checkpoint)
    {
        (_options, _data, _dataDigest) = (options, images, images.Digest());
        if (checkpoint is not null)
        {
            CheckFits(checkpoint.Progress);
        }

        _device = TorchDevice.Best;
        _autoencoder = new MaskedAutoencoder(options.Network);
        _images = new PreparedImages(images, _device, centre: true);
        _mask = new PatchMask(options.PatchSize, options.MaskedShare);
        if (checkpoint is null)
        {
            GlorotUniform.Fill(_autoencoder, new Xoshiro256(options.Seed, stream: 5));
            initial?.CopyTo(_autoencoder.Network);
            _order = new BatchOrder(images.Count, options.BatchSize, new Xoshiro256(options.Seed, stream: 6), rows: null);
            _masking = new Xoshiro256(options.Seed, stream: 7);
        }
        else
        {
            var progress = checkpoint.Progress;
            checkpoint.CopyWeightsTo(_autoencoder);
            _order = new BatchOrder(images.Count, options.BatchSize, Xoshiro256.FromState(progress.OrderState), checkpoint.Rows);
            _masking = Xoshiro256.FromState(progress.MaskState);
            _history = [.. progress.History];
            (_step, _lossSum, _epochSeconds, _lastLoss) = (progress.Step, progress.LossSum, progress.EpochSeconds, progress.LastLoss);
        }

        _autoencoder.to(_device);
        _autoencoder.AsChannelsLast();
        _autoencoder.train();
        _optimiser = optim.Adam(_autoencoder.parameters(), options.LearningRate, 0.9, 0.999, 1e-7);
        checkpoint?.CopyMomentsTo(_optimiser);
    }

    /// <summary>Begins a pre-training. The images are read until it is disposed.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="images">At least one; height and width are multiples of the patch size. Labels are not looked at.</param>
    /// <param name="initial">Replaces the trunk's drawn weights as far as it fits; null for none. Borrowed for the call.</param>
    /// <exception cref="ArgumentException">The images or the initial weights do not fit; the message says how.</exception>
    public static MaskedAutoencoderTraining Start(MaskedAutoencoderOptions options, LabelledImages images, InitialWeights? initial = null)
    {
        Check(options, images);
        return new MaskedAutoencoderTraining(options, images, initial, checkpoint: null);
    }

    /// <summary>Continues a pre-training where <see cref="Checkpoint"/> was called.</summary>
    /// <param name="checkpoint">What <see cref="Checkpoint"/> returned. Borrowed for the call.</param>
    /// <param name="options">The same as at the start; the number of threads may differ.</param>
    /// <param name="images">The same as at the start.</param>
    /// <exception cref="InvalidDataException">The checkpoint is damaged, of another version, or of other options or images; the message says which.</exception>
    public static MaskedAutoencoderTraining Resume(ReadOnlyMemory<byte> checkpoint, MaskedAutoencoderOptions options, LabelledImages images)
    {
        Check(options, images);
        using var read = Checkpoint<PretrainingProgress>.Read(checkpoint, Format, Version);
        return new MaskedAutoencoderTraining(options, images, initial: null, read);
    }

    /// <summary>Whether all epochs are done.</summary>
    public bool IsFinished => _history.Count == _options.Epochs;

    /// <summary>The metrics of the finished epochs.</summary>
    public IReadOnlyList<PretrainingEpoch> History => _history;

    /// <summary>Trains until finished, until the slice is used up, or until cancelled, as <see cref="ClassifierTraining.Run"/> does.</summary>
    /// <param name="slice">How long to train; looked at between steps.</param>
    /// <param name="time">What measures the slice and the seconds per epoch.</param>
    /// <param name="progress">Called after every step on the same thread.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number; the training cannot go on.</exception>
    public void Run(TimeSpan slice, TimeProvider time, Action<PretrainingTick>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(time);
        set_num_threads(_options.Threads);
        Slices.Run(() => IsFinished, () => TakeStep(time), slice, time, progress, cancellationToken);
    }

    /// <summary>Everything that <see cref="Resume"/> needs, as safetensors with metadata.</summary>
    public byte[] Checkpoint() => Checkpoint<PretrainingProgress>.Write(
        Format,
        Version,
        new PretrainingProgress
        {
            Options = _options,
            DataDigest = _dataDigest,
            OrderState = _order.State,
            MaskState = _masking.State,
            Step = _step,
            LossSum = _lossSum,
            EpochSeconds = _epochSeconds,
            LastLoss = _lastLoss,
            History = _history,
        },
        _order.Rows,
        _autoencoder,
        _optimiser,
        []);

    /// <summary>The result.</summary>
    /// <exception cref="InvalidOperationException">The pre-training is not finished.</exception>
    public PretrainedTrunk Complete()
    {
        if (!IsFinished)
        {
            throw new InvalidOperationException($"The pre-training is at epoch {_history.Count + 1} of {_options.Epochs}: it has no result yet.");
        }

        const string Head = MaskedAutoencoder.NetworkPrefix + ClassificationNetwork.HeadPrefix;
        var trunk = _autoencoder.state_dict()
            .Where(entry => entry.Key.StartsWith(MaskedAutoencoder.NetworkPrefix, StringComparison.Ordinal) && !entry.Key.StartsWith(Head, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[MaskedAutoencoder.NetworkPrefix.Length..], entry => entry.Value, StringComparer.Ordinal);
        return new PretrainedTrunk
        {
            Weights = WeightFile.Write(
                trunk, TrunkFormat, Version, new Dictionary<string, string> { ["network"] = Networks.NameOf(_options.Network) }),
            History = [.. _history],
        };
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _autoencoder.Dispose();
        _images.Dispose();
    }

    private PretrainingTick TakeStep(TimeProvider time)
    {
        var start = time.GetTimestamp();
        var epoch = _history.Count + 1;
        TrainOn(_order.Batch(_step), epoch);
        _step++;
        var (step, loss) = (_step, _lossSum / _order.SeenAfter(_step));
        _epochSeconds += time.GetElapsedTime(start).TotalSeconds;
        if (_step == _order.StepsPerEpoch)
        {
            _history.Add(new PretrainingEpoch(epoch, loss, _epochSeconds));
            (_step, _lossSum, _epochSeconds) = (0, 0, 0);
        }

        return new PretrainingTick(epoch, _options.Epochs, step, _order.StepsPerEpoch, loss);
    }

    private void TrainOn(ReadOnlySpan<int> rows, int epoch)
    {
        using var scope = NewDisposeScope();
        var index = ImageTensor.Index(rows, _device);
        var images = _images.Gather(index); // [N, 3, H, W]
        var mask = _mask.Draw(rows.Length, _data.Height, _data.Width, _masking, _device); // [N, 1, H, W]
        var target = _options.NormalisePatches ? _mask.Normalised(images / PixelUnit) : images / PixelUnit;

        var steps = (long)_order.StepsPerEpoch;
        LearningRateSchedule.SetCosine(_optimiser, _options.LearningRate, (_history.Count * steps) + _step, _options.Epochs * steps);
        _optimiser.zero_grad();
        var loss = PatchMask.Loss(_autoencoder.forward(images * (1f - mask)), target, mask);
        loss.backward();
        _optimiser.step();

        double batchLoss = loss.item<float>();
        NonFiniteLossException.ThrowUnlessFinite(batchLoss, epoch, _step + 1, _data, rows, _lastLoss);
        _lastLoss = batchLoss;
        _lossSum += batchLoss * rows.Length;
    }

    private void CheckFits(PretrainingProgress progress)
    {
        if (progress.Options with { Threads = _options.Threads } != _options)
        {
            throw new InvalidDataException($"The checkpoint is of a pre-training with other options: {progress.Options}; asked for: {_options}.");
        }

        if (progress.DataDigest != _dataDigest)
        {
            throw new InvalidDataException("The checkpoint is of a pre-training on other images.");
        }
    }

    private static void Check(MaskedAutoencoderOptions options, LabelledImages images)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(images);
        options.Validate();
        TrainingData.CheckImages(images);
        if (images.Height % options.PatchSize != 0 || images.Width % options.PatchSize != 0)
        {
            throw new ArgumentException(
                $"The images are {images.Height}×{images.Width}, which patches of {options.PatchSize}×{options.PatchSize} do not fill.", nameof(images));
        }
    }
}
