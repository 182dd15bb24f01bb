using System.Globalization;
using System.Text;
using System.Text.Json;
using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

/// <summary>Out-of-sample probabilities, and what cleanlab 2.9.0 answers on exactly these numbers (double precision).</summary>
internal sealed record PeerData(LabelledPredictions Predictions, JsonElement Answers)
{
    /// <param name="name">"full" (whole images) or "crop" (cropped to the ink).</param>
    public static PeerData Roman(string name)
    {
        var folder = Path.Combine(PeerTheoryAttribute.Root, "roman-mnist", "peer");
        var answers = Json(Path.Combine(folder, "cleanlab_reference.json"));
        string[] classes = [.. answers.GetProperty("classes").EnumerateArray().Select(label => label.GetString()!)];
        string[][] rows = [.. File.ReadLines(Path.Combine(folder, $"oos_probs_cnn_{name}.csv")).Skip(1).Select(line => line.Split(','))];
        double[] probabilities = [.. rows.SelectMany(row => row.Skip(4)).Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
        int[] labels = [.. rows.Select(row => Array.IndexOf(classes, row[2]))];
        return new PeerData(
            new LabelledPredictions(new PredictedProbabilities(probabilities, classes.Length), labels),
            answers.GetProperty(name));
    }

    /// <summary>What nine teams agreed on, in the order of the samples: ok, mislabelled, invalid, invalid_or_mislabelled, disputed.</summary>
    public static IReadOnlyList<string> RomanVerdicts(string name)
    {
        var root = Path.Combine(PeerTheoryAttribute.Root, "roman-mnist");
        var oracle = Path.Combine(root, "oracle.csv");
        var status = Array.IndexOf(File.ReadLines(oracle).First().Split(','), "status");
        var verdicts = File.ReadLines(oracle).Skip(1).Select(line => line.Split(',')).ToLookup(row => (row[0], row[1]), row => row[status]);
        return
        [
            .. File.ReadLines(Path.Combine(root, "peer", $"oos_probs_cnn_{name}.csv"))
                .Skip(1)
                .Select(line => line.Split(','))
                .Select(row => verdicts[(row[0], row[1])].First()),
        ];
    }

    public static PeerData Mnist()
    {
        var folder = Path.Combine(PeerTheoryAttribute.Root, "mnist-test-verified");
        int[] labels =
        [
            .. File.ReadLines(Path.Combine(folder, "labels.csv")).Skip(1).Select(line => int.Parse(line.Split(',')[3], CultureInfo.InvariantCulture)),
        ];
        return new PeerData(
            new LabelledPredictions(new PredictedProbabilities(Npy(Path.Combine(folder, "cleanlab_pyx.npy")), 10), labels),
            Json(Path.Combine(folder, "cleanlab_reference.json")));
    }

    /// <summary>Numbers of the MNIST images that people examined, and whether they rejected the given label.</summary>
    public static IReadOnlyList<(int Sample, bool IsIssue)> MnistVerdicts() =>
    [
        .. File.ReadLines(Path.Combine(PeerTheoryAttribute.Root, "mnist-test-verified", "verified.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(row => (int.Parse(row[0], CultureInfo.InvariantCulture), row[^1] is "guessed_correct" or "neither")),
    ];

    public static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt32())];

    public static int[,] Matrix(JsonElement rows)
    {
        int[][] values = [.. rows.EnumerateArray().Select(Numbers)];
        var matrix = new int[values.Length, values.Length];
        for (var row = 0; row < values.Length; row++)
        {
            for (var column = 0; column < values.Length; column++)
            {
                matrix[row, column] = values[row][column];
            }
        }

        return matrix;
    }

    private static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;

    /// <summary>NumPy's array format, version 1.0, little-endian float64 in row-major order.</summary>
    private static double[] Npy(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = Encoding.ASCII.GetString(bytes, 10, BitConverter.ToUInt16(bytes, 8));
        Assert.Contains("'descr': '<f8', 'fortran_order': False", header, StringComparison.Ordinal);
        var values = new double[(bytes.Length - 10 - header.Length) / sizeof(double)];
        Buffer.BlockCopy(bytes, 10 + header.Length, values, 0, values.Length * sizeof(double));
        return values;
    }
}
