using Dcai.Contracts.Documents;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.Browser.Tests;

public sealed class WhenGeneratorsPaint
{
    [BrowserFact]
    public async Task The_page_of_the_dataset_shows_sheets_and_figures()
    {
        await using var scenario = await Scenario.WithReviewAsync(likelyValid: 2, likelyInvalid: 0);
        GeneratorCheck[] checks =
        [
            Check(100, frechetDistance: 12.5) with { Sheet = await SheetAsync(scenario.Store, columns: 1) },
            Check(200, frechetDistance: 4.25) with { Sheet = await SheetAsync(scenario.Store, columns: 2) },
            Check(300, frechetDistance: null) with { Failure = "diverged" },
        ];
        await scenario.Store.PutDocumentIfAbsentAsync(StoreKeys.Release(DatasetId, 1), Formats.Release, new Release
        {
            ReleaseVersion = 1,
            Snapshot = 1,
            ContentDigest = $"sha256:{1:x64}",
            Train = [],
            Validation = [],
            Test = [],
            Surplus = [],
            Trainings = [],
            HeldOutFromTraining = 0,
        });
        for (var number = 0; number < checks.Length; number++)
        {
            await scenario.Store.PutDocumentIfAbsentAsync(StoreKeys.GeneratorCheck(DatasetId, 1, 0, number), Formats.GeneratorCheck, checks[number]);
        }

        await scenario.Store.PutDocumentIfAbsentAsync(StoreKeys.Gan(DatasetId, 1), Formats.Gan, new GanCard
        {
            Release = 1,
            TrainCount = 40,
            Classes = Classes,
            LeftOut = [],
            Generators = [new GeneratorCard { Gamma = 0.5, Seed = 1, KeptIteration = 200, End = "no-improvement", Rollbacks = 1, Checks = checks }],
        });
        await scenario.Store.PutDocumentIfAbsentAsync(StoreKeys.Synthesis(DatasetId, 1), Formats.Synthesis, new Synthesis
        {
            Release = 1,
            BatchId = "painted",
            Generators = [new PaintedImages { Gamma = 0.5, Count = 30, WrongShare = 0.4 }],
            CopyCount = 3,
            CopyDistance = 0.1,
            MedianTrainingDistance = 0.4,
        });

        await scenario.PlayAsync("painting");
    }

    private static GeneratorCheck Check(int iteration, double? frechetDistance) => new()
    {
        Iteration = iteration,
        Gamma = iteration / 600.0,
        FrechetDistance = frechetDistance,
        Agreement = 0.6 - (iteration / 1000.0),
        Diversity = frechetDistance is null ? null : 0.8,
        GeneratorLoss = frechetDistance is null ? null : 0.7,
        DiscriminatorLoss = frechetDistance is null ? null : 1.3,
    };

    private static Task<Contracts.Descriptor> SheetAsync(IObjectStore store, int columns) => store.PutBlobAsync(
        PngEncoder.Encode(ContactSheet.Compose([.. Enumerable.Range(0, columns).Select(_ => new Image(32, 32, PixelFormat.Gray8, new byte[32 * 32]))], columns, 32)), "image/png");
}
