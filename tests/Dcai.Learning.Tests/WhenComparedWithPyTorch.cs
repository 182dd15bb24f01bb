using System.Text.Json;
using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning.Tests;

/// <summary>
/// The oracle is Fixtures/reference_network.py: the same network in PyTorch and double precision. Ours computes in single precision,
/// so the tolerances are relative 1e-4 for one pass and 1e-3 after ten steps of Adam, which divides by small numbers. The scores after
/// the steps get 5e-3: the bias before a batch norm has no gradient but rounding, which Adam scales up to whole steps of 1e-4, and in
/// evaluation the running mean lags behind such a bias. Which way it goes depends on the kernels that the machine's BLAS picks.
/// </summary>
public sealed class WhenComparedWithPyTorch : IDisposable
{
    private const float OnePass = 1e-4f;
    private const float TenSteps = 1e-3f;
    private const float ScoresAfterTenSteps = 5e-3f;
    private static readonly Oracle Expected = Oracle.Read();
    private readonly ReferenceNetwork _network = Formula.Fill(new ReferenceNetwork(Expected.Classes));

    [Fact]
    public void The_network_has_as_many_parameters() =>
        Assert.Equal(Expected.Parameters, _network.parameters().Sum(parameter => parameter.numel()));

    [Fact]
    public void The_scores_are_equal()
    {
        using var scope = NewDisposeScope();
        _network.eval();

        var logits = ImageTensor.Values(_network.forward(Inputs()));

        AssertClose(Expected.Logits, logits, OnePass);
        AssertClose(Expected.Losses, SampleLoss.CrossEntropy(logits, Labels(), Expected.Classes), OnePass);
    }

    [Fact]
    public void The_scores_with_folded_batch_norm_are_equal()
    {
        using var scope = NewDisposeScope();
        var weights = Classifier.Save(_network.state_dict(), Expected.Classes);
        using var classifier = Classifier.Load(weights);

        var logits = classifier.PredictLogits(Formula.Images(Expected.Images, Labels()));

        AssertClose(Expected.Logits, logits, OnePass);
    }

    [Fact]
    public void Gradients_and_ten_steps_of_Adam_are_equal()
    {
        using var scope = NewDisposeScope();
        var (inputs, labels) = (Inputs(), tensor(Array.ConvertAll(Labels(), label => (long)label)));
        _network.train();
        _network.AsChannelsLast();
        using var optimiser = optim.Adam(_network.parameters(), 1e-4, 0.9, 0.999, 1e-7);
        var stepLosses = new List<float>();
        for (var step = 0; step < Expected.StepLosses.Length; step++)
        {
            var rows = tensor(Enumerable.Range(0, Expected.Batch).Select(row => (long)(row + (step * Expected.Batch)) % Expected.Images).ToArray());
            optimiser.zero_grad();
            var loss = functional.cross_entropy(_network.forward(inputs.index_select(0, rows)), labels.index_select(0, rows));
            loss.backward();
            if (step == 0)
            {
                AssertNorms(Expected.GradientNorms, _network.named_parameters().Select(entry => (entry.name, entry.parameter.grad!)), OnePass);
            }

            optimiser.step();
            stepLosses.Add(loss.item<float>());
        }

        _network.eval();
        AssertClose(Expected.StepLosses, [.. stepLosses], TenSteps);
        AssertClose(Expected.LogitsAfterSteps, ImageTensor.Values(_network.forward(inputs)), ScoresAfterTenSteps);
        AssertNorms(
            Expected.NormsAfterSteps,
            _network.state_dict().Where(entry => entry.Value.dtype == ScalarType.Float32).Select(entry => (entry.Key, entry.Value)),
            TenSteps);
    }

    public void Dispose() => _network.Dispose();

    private static int[] Labels() => [.. Enumerable.Range(0, Expected.Images).Select(n => n * 7 % Expected.Classes)];

    private static Tensor Inputs() => ImageTensor.Of(Formula.Images(Expected.Images, Labels()), 0, Expected.Images, CPU) - ImageTensor.Means(CPU);

    private static void AssertClose(double[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * scale);
        }
    }

    /// <summary>A bias before a batch norm has no influence: its true gradient is 0, and what is left of it is rounding.</summary>
    private static void AssertNorms(Dictionary<string, double> expected, IEnumerable<(string Name, Tensor Value)> actual, float tolerance)
    {
        var norms = actual.ToDictionary(entry => entry.Name, entry => (double)entry.Value.detach().norm().item<float>());
        Assert.Equal(expected.Keys.Order(), norms.Keys.Order());
        foreach (var (name, norm) in expected)
        {
            Assert.True(
                Math.Abs(norm - norms[name]) <= Math.Max(tolerance * norm, 1e-4),
                $"{name}: expected {norm}, but it is {norms[name]}.");
        }
    }

    private sealed record Oracle(
        int Images,
        int Classes,
        int Batch,
        long Parameters,
        double[] Logits,
        double[] Losses,
        Dictionary<string, double> GradientNorms,
        double[] StepLosses,
        double[] LogitsAfterSteps,
        Dictionary<string, double> NormsAfterSteps)
    {
        private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

        public static Oracle Read() => JsonSerializer.Deserialize<Oracle>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "reference_network.json")), Json)!;
    }
}
