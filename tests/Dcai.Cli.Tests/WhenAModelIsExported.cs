using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dcai.Api;
using Dcai.Cli.Export;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Imaging;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenAModelIsExported : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Its_weights_give_the_logits_that_the_training_gave()
    {
        var images = Noise(8);
        using var training = ClassifierTraining.Start(new TrainingOptions { ClassCount = 3, Epochs = 1, Seed = 5 }, images, images);
        training.Run(TimeSpan.FromMinutes(5), TimeProvider.System, progress: null, CancellationToken.None);
        var trained = training.Complete();
        await using var gateway = await WithRoundAsync(trained.Weights);

        var run = await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, _folder.Of("model"), "--model", "--round", "1");

        Assert.True(run.ExitCode == 0, run.Error);
        var weights = await File.ReadAllBytesAsync(_folder.Of("model/model.safetensors"));
        Assert.Equal(trained.Weights, weights);
        using var before = Classifier.Load(trained.Weights);
        using var after = Classifier.Load(weights);
        Assert.Equal(before.PredictLogits(images), after.PredictLogits(images));
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.Of("model")), file => file.EndsWith(ExportFolder.PartialEnding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_card_says_what_it_is()
    {
        await using var gateway = await WithRoundAsync([1, 2, 3], [4, 5, 6]);

        var run = await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, _folder.Of("model"), "--model", "--round", "1", "--json");

        Assert.Equal(
            ["model-1.safetensors", "model-2.safetensors", "preprocessing.json", "card.json", "model-card.md"],
            JsonDocument.Parse(run.Out).RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetString()!));
        var card = JsonNode.Parse(await File.ReadAllTextAsync(_folder.Of("model/card.json")))!;
        var models = card["models"]!.Deserialize<List<ModelDescription>>(JsonSerializerOptions.Web)!;
        Assert.Equal(["model-1.safetensors", "model-2.safetensors"], card["models"]!.AsArray().Select(model => (string)model!["file"]!));
        Assert.Equal([0, 1], models.Select(model => model.Number));
        Assert.All(models, model => Assert.Equal(
            ("numerals", 1, 3, 0.5, 7ul, 1.25, $"sha256:{1:x64}"),
            (model.Dataset, model.Round, model.Classes.Count, model.ValidationAccuracy, model.Seed, model.Temperature, model.ContentDigest)));
        var text = await File.ReadAllTextAsync(_folder.Of("model/model-card.md"));
        Assert.All(
            [Digests.Sha256([4, 5, 6]), "average their probabilities", "model-2.safetensors | 10 | 4 | 3 | 7 | –", "50.0", $"sha256:{1:x64}"],
            words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_release_gives_the_seed_with_the_best_validation_accuracy()
    {
        await using var gateway = await WithSnapshotAsync();
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Release(GatewayUnderTest.DatasetId, 1), Formats.Release, new Release
        {
            ReleaseVersion = 1,
            Snapshot = 1,
            ContentDigest = $"sha256:{1:x64}",
            Train = [],
            Validation = [],
            Test = [],
            Surplus = [],
            HeldOutFromTraining = 0,
            Trainings = [.. Enumerable.Range(0, 3).Select(seed => new PlannedTraining { Name = "pipeline output", IsFold = false, SeedNumber = seed, Train = [], Validation = [], Test = [] })],
        });
        double[] validation = [0.5, 0.75, 0.75];
        double[] test = [1, 0.25, 0.5];
        for (var seed = 0; seed < 3; seed++)
        {
            await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.FoldOutcome(GatewayUnderTest.DatasetId, 1, seed), Formats.Outcome, new TrainingOutcome
            {
                Name = "pipeline output",
                IsFold = false,
                SeedNumber = seed,
                Card = await CardAsync(gateway, [(byte)seed]) with { Round = 0, ValidationAccuracy = validation[seed] },
                TestCount = 4,
                TestAccuracy = test[seed],
                PerClass = [new ClassAccuracy { Label = "i", Count = 4, Accuracy = test[seed] }],
            });
        }

        Assert.Equal(0, (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, _folder.Of("model"), "--model")).ExitCode);

        Assert.Equal([1], await File.ReadAllBytesAsync(_folder.Of("model/model.safetensors")));
        var text = await File.ReadAllTextAsync(_folder.Of("model/model-card.md"));
        Assert.Contains("of 3 trainings that differ in their seed, the one with the best validation accuracy", text, StringComparison.Ordinal);
        Assert.Contains("| i | 4 | 25.0 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_exported_is_said()
    {
        await using var gateway = await WithRoundAsync([1, 2, 3]);
        var target = _folder.Of("model");

        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, target, "--model")).FailedWith(1, "no release yet", "--round");
        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, target, "--model", "--round", "3")).FailedWith(1, "no model of round 3");
        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, target, "--round", "1")).FailedWith(2, "--model");
        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, target, "--model", "--round", "1", "--release", "1")).FailedWith(2, "do not go together");
        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, target, "--model", "--snapshot", "1")).FailedWith(2, "snapshot");
        _folder.Write("mine/thesis.txt");
        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, _folder.Of("mine"), "--model", "--round", "1")).FailedWith(1, "not empty");
    }

    [Fact]
    public async Task Damaged_weights_are_not_kept()
    {
        await using var gateway = await WithRoundAsync([1, 2, 3]);
        await gateway.Store.PutAsync(Digests.BlobKey(Digests.Sha256([1, 2, 3])), new byte[] { 1, 2, 4 });

        var run = await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, _folder.Of("model"), "--model", "--round", "1");

        Assert.Equal(1, run.ExitCode);
        Assert.False(File.Exists(_folder.Of("model/model.safetensors")));
    }

    /// <summary>The description is followed word by word here, by code that shares nothing with the library's.</summary>
    [Fact]
    public void The_reference_steps_lead_to_the_pixels_that_the_models_see()
    {
        var random = new Random(3);
        var image = new Image(41, 23, PixelFormat.Rgb24, [.. Enumerable.Range(0, 41 * 23 * 3).Select(_ => (byte)random.Next(256))]);
        var steps = PreprocessingSteps.Of(Model("reference"));
        var size = (int)steps["imageSize"]!;
        var resize = steps["steps"]!.AsArray().Single(step => (string)step!["do"]! == "resize")!;
        Assert.Equal((size, size), ((int)resize["height"]!, (int)resize["width"]!));

        var pixels = Preprocessing.Of(PngEncoder.Encode(image), "reference", size);

        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < size; y++)
            {
                for (var x = 0; x < size; x++)
                {
                    Assert.Equal(Bilinear(image, channel, ((x + 0.5) * 41 / size) - 0.5, ((y + 0.5) * 23 / size) - 0.5), pixels[(((channel * size) + y) * size) + x], 1e-3);
                }
            }
        }
    }

    [Fact]
    public void The_constants_are_the_librarys()
    {
        var means = typeof(Classifier).Assembly.GetType("Dcai.Learning.PixelMeans")!;
        var subtracted = PreprocessingSteps.Of(Model("reference"))["steps"]!.AsArray().Single(step => (string)step!["do"]! == "subtract")!["values"]!.AsArray();
        Assert.Equal(
            new[] { "Blue", "Green", "Red" }.Select(name => (float)means.GetField(name)!.GetRawConstantValue()!),
            subtracted.Select(value => (float)(double)value!));

        var steps = PreprocessingSteps.Of(Model("ink"))["steps"]!.AsArray();
        Assert.Equal(OfInkCrop("DarkestGround"), Constant(steps, "invert", "darkestGround"));
        Assert.Equal(OfInkCrop("LongestSideSearched"), Constant(steps, "find ink", "longestSide"));
        Assert.Equal(OfInkCrop("LightestInk"), Constant(steps, "find ink", "lightestThreshold"));
        Assert.Equal(OfInkCrop("SpeckShare"), Constant(steps, "drop specks", "share"));
        Assert.Equal(OfInkCrop("SmallestPart"), Constant(steps, "drop specks", "smallestPart"));
        Assert.Equal(OfInkCrop("Margin"), Constant(steps, "crop", "margin"));
    }

    [Fact]
    public void Every_preprocessing_is_described()
    {
        Assert.All(Preprocessings.All, name => Assert.NotEmpty(PreprocessingSteps.Of(Model(name))["steps"]!.AsArray()));
        Assert.Throws<CommandFailedException>(() => PreprocessingSteps.Of(Model("of a later build")));
    }

    private static double Constant(JsonArray steps, string step, string name) => double.Parse(
        steps.Single(one => (string)one!["do"]! == step)![name]!.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);

    private static double OfInkCrop(string name) => Convert.ToDouble(
        typeof(InkCrop).GetField(name, BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture);

    private static double Bilinear(Image image, int channel, double x, double y)
    {
        (x, y) = (Math.Clamp(x, 0, image.Width - 1), Math.Clamp(y, 0, image.Height - 1));
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, image.Width - 1), Math.Min(top + 1, image.Height - 1));
        double At(int column, int row) => image.Pixels[(((row * image.Width) + column) * 3) + channel];
        var above = At(left, top) + ((At(right, top) - At(left, top)) * (x - left));
        var below = At(left, bottom) + ((At(right, bottom) - At(left, bottom)) * (x - left));
        return above + ((below - above) * (y - top));
    }

    private static LabelledImages Noise(int count)
    {
        var random = new Random(1);
        return new LabelledImages(
            [.. Enumerable.Range(0, count).Select(number => $"s{number}")],
            [.. Enumerable.Range(0, count * 3 * 32 * 32).Select(_ => (float)random.Next(256))],
            [.. Enumerable.Range(0, count).Select(number => number % 3)]);
    }

    private static ModelDescription Model(string preprocessing) => new()
    {
        Dataset = "numerals",
        Name = "round 1",
        Round = 1,
        Number = 0,
        WeightsDigest = "sha256:0",
        WeightsSizeBytes = 1,
        Classes = ["i", "ii", "iii"],
        Network = "reference",
        Preprocessing = preprocessing,
        ImageSize = 32,
        Temperature = 1,
        TrainCount = 1,
        ValidationCount = 1,
        TestCount = 0,
        BestEpoch = 1,
        TrainAccuracy = 1,
        ValidationAccuracy = 1,
        PerClass = [],
        Seed = 1,
        SnapshotVersion = 1,
        ContentDigest = "sha256:0",
    };

    private static async Task<GatewayUnderTest> WithSnapshotAsync()
    {
        var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a", "i")]);
        return gateway;
    }

    /// <summary>Round 1 with an ensemble of these.</summary>
    private static async Task<GatewayUnderTest> WithRoundAsync(params byte[][] members)
    {
        var gateway = await WithSnapshotAsync();
        await gateway.Store.PutDocumentIfAbsentAsync(
            StoreKeys.TrainingSet(GatewayUnderTest.DatasetId, 1), Formats.TrainingSet, new TrainingSet { Round = 1, Snapshot = 1, Train = [], Validation = [], HeldOutCount = 0 });
        for (var member = 0; member < members.Length; member++)
        {
            await gateway.Store.PutDocumentIfAbsentAsync(
                StoreKeys.ModelCard(GatewayUnderTest.DatasetId, 1, member), Formats.ModelCard, await CardAsync(gateway, members[member]) with { Member = member });
        }

        return gateway;
    }

    private static async Task<ModelCard> CardAsync(GatewayUnderTest gateway, byte[] weights) => new()
    {
        Name = "round 1",
        Round = 1,
        Weights = await gateway.Store.PutBlobAsync(weights, "application/vnd.safetensors"),
        Classes = GatewayUnderTest.Classes,
        TrainCount = 10,
        ValidationCount = 4,
        BestEpoch = 3,
        TrainAccuracy = 1,
        ValidationAccuracy = 0.5,
        SecondsPerEpochMean = 1,
        SecondsPerEpochSd = 0,
        Seed = 7,
        History = [],
        Intervals = [],
        Temperature = 1.25,
    };

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] args) =>
        CommandRun.OfAsync([.. args, "--url", gateway.Url.ToString(), "--token", gateway.Token]);
}
