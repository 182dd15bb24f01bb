using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>The sums and counters behind <see cref="ClassifierDynamics"/>; small enough to go into every checkpoint.</summary>
internal sealed class DynamicsRecorder
{
    private const string Prefix = "dynamics.";

    private readonly int[] _labels;
    private readonly int _classCount;
    private readonly double[] _marginSums;
    private readonly int[] _turns;
    private readonly int[] _forgettings;
    private readonly byte[] _wasCorrect;
    private readonly byte[] _wasEverCorrect;
    private readonly float[] _el2n;
    private readonly float[] _gradientNorms;

    /// <param name="labels">int32 [N], each below K.</param>
    /// <param name="classCount">K.</param>
    public DynamicsRecorder(int[] labels, int classCount)
    {
        (_labels, _classCount) = (labels, classCount);
        _marginSums = new double[labels.Length];
        _turns = new int[labels.Length];
        _forgettings = new int[labels.Length];
        _wasCorrect = new byte[labels.Length];
        _wasEverCorrect = new byte[labels.Length];
        _el2n = Unknown(labels.Length);
        _gradientNorms = Unknown(labels.Length);
    }

    private DynamicsRecorder(int[] labels, int classCount, Func<string, Tensor> state)
    {
        (_labels, _classCount) = (labels, classCount);
        _marginSums = Values<double>("margin_sum");
        _turns = Values<int>("turns");
        _forgettings = Values<int>("forgettings");
        _wasCorrect = Values<byte>("was_correct");
        _wasEverCorrect = Values<byte>("was_ever_correct");
        _el2n = Values<float>("el2n");
        _gradientNorms = Values<float>("gradient_norm");

        T[] Values<T>(string name)
            where T : unmanaged => state(Prefix + name).data<T>().ToArray();
    }

    /// <summary>Goes on where <see cref="State"/> was taken.</summary>
    /// <param name="labels">int32 [N], each below K.</param>
    /// <param name="classCount">K.</param>
    /// <param name="state">Gives a tensor by name.</param>
    public static DynamicsRecorder Resume(int[] labels, int classCount, Func<string, Tensor> state) => new(labels, classCount, state);

    /// <summary>By name. Owned by the caller.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() => new Dictionary<string, Tensor>
    {
        [Prefix + "margin_sum"] = tensor(_marginSums),
        [Prefix + "turns"] = tensor(_turns),
        [Prefix + "forgettings"] = tensor(_forgettings),
        [Prefix + "was_correct"] = tensor(_wasCorrect),
        [Prefix + "was_ever_correct"] = tensor(_wasEverCorrect),
        [Prefix + "el2n"] = tensor(_el2n),
        [Prefix + "gradient_norm"] = tensor(_gradientNorms),
    };

    /// <summary>Notes one turn of some images.</summary>
    /// <param name="rows">Which images, n.</param>
    /// <param name="logits">float32 [n, K] row-major. Borrowed.</param>
    /// <param name="isEarlyEpoch">Whether the early scores are taken now.</param>
    public void Note(ReadOnlySpan<int> rows, ReadOnlySpan<float> logits, bool isEarlyEpoch)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            Note(rows[i], logits.Slice(i * _classCount, _classCount), isEarlyEpoch);
        }
    }

    /// <summary>Notes the norm of an image's own gradient.</summary>
    public void NoteGradientNorm(int row, float norm) => _gradientNorms[row] = norm;

    /// <summary>What came of it.</summary>
    /// <param name="sampleIds">[N].</param>
    /// <param name="withGradientNorms">Whether they were measured.</param>
    public ClassifierDynamics Result(IReadOnlyList<string> sampleIds, bool withGradientNorms) => new()
    {
        SampleIds = sampleIds,
        AreaUnderMargin = [.. _marginSums.Zip(_turns, (sum, turns) => sum / turns)],
        ForgettingEvents = [.. _forgettings],
        NeverLearned = Array.ConvertAll(_wasEverCorrect, ever => ever == 0),
        El2n = [.. _el2n],
        GradientNorms = withGradientNorms ? [.. _gradientNorms] : null,
    };

    private void Note(int row, ReadOnlySpan<float> logits, bool isEarlyEpoch)
    {
        var label = _labels[row];
        var isCorrect = Rows.ArgMax(logits) == label;
        _marginSums[row] += Margin(logits, label);
        _turns[row]++;
        if (_wasCorrect[row] == 1 && !isCorrect)
        {
            _forgettings[row]++;
        }

        _wasCorrect[row] = isCorrect ? (byte)1 : (byte)0;
        _wasEverCorrect[row] |= _wasCorrect[row];
        if (isEarlyEpoch)
        {
            _el2n[row] = (float)ErrorLength(logits, label);
        }
    }

    private static double Margin(ReadOnlySpan<float> logits, int label)
    {
        var largestOther = double.NegativeInfinity;
        for (var k = 0; k < logits.Length; k++)
        {
            if (k != label)
            {
                largestOther = Math.Max(largestOther, logits[k]);
            }
        }

        return logits.Length == 1 ? 0 : logits[label] - largestOther;
    }

    private static double ErrorLength(ReadOnlySpan<float> logits, int label)
    {
        var logSum = Rows.LogSumExp(logits);
        var squares = 0.0;
        for (var k = 0; k < logits.Length; k++)
        {
            var error = Math.Exp(logits[k] - logSum) - (k == label ? 1 : 0);
            squares += error * error;
        }

        return Math.Sqrt(squares);
    }

    private static float[] Unknown(int count)
    {
        var values = new float[count];
        Array.Fill(values, float.NaN);
        return values;
    }
}
