using System.Globalization;
using System.Text.Json;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Imaging;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Training;
using Dcai.Work;
using Dcai.Work.Telemetry;

namespace Dcai.GanTrainer;

/// <summary>Trains a release's generators, one for each γ, one after the other.</summary>
public sealed class GeneratorTraining(IObjectStore store, SettingsReader settings, SampleImages images, ProgressReporter progress, TimeProvider time)
{
    private const string Activity = "painting";

    /// <summary>Trains for one slice.</summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="last">The newest checkpoint; null at the start.</param>
    /// <param name="cancellationToken">Stops at the next step.</param>
    internal async Task<SliceOutcome<GanTrained>> TrainSliceAsync(TrainGan command, ReadOnlyMemory<byte>? last, CancellationToken cancellationToken)
    {
        var curation = await settings.ReadAsync(command.DatasetId, command.SettingsVersion, cancellationToken).ConfigureAwait(false);
        var release = await store.GetDocumentBlobAsync(command.Plan, Formats.Release, cancellationToken).ConfigureAwait(false);
        var painted = PaintedClasses.Of(release.Train, curation);
        var card = new GanCard
        {
            Release = command.Release,
            Classifier = painted.Names.Count == 0 ? null : await ClassifierAsync(command, release, cancellationToken).ConfigureAwait(false),
            TrainCount = painted.Train.Count,
            Classes = painted.Names,
            LeftOut = painted.LeftOut,
            Generators = [],
        };
        return card.Classifier is null
            ? await EndAsync(command, card, [], cancellationToken).ConfigureAwait(false)
            : await TrainSliceAsync(command, curation, painted, card, last, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SliceOutcome<GanTrained>> TrainSliceAsync(
        TrainGan command, CurationSettings curation, PaintedClasses painted, GanCard card, ReadOnlyMemory<byte>? last, CancellationToken cancellationToken)
    {
        var train = await images.LoadAsync(painted.Train, curation.Classes, cancellationToken).ConfigureAwait(false);
        var classifier = await store.GetBlobAsync(card.Classifier!, cancellationToken).ConfigureAwait(false);
        var (slice, checkpoint) = Standing(last, train.Count);
        var options = Options(command, curation, slice.Generators.Count);
        var sheets = new Dictionary<int, Image>();
        var from = time.GetUtcNow();
        using var training = checkpoint.IsEmpty ? GanTraining.Start(options, train, classifier) : GanTraining.Resume(checkpoint, options, train, classifier);
        await OwnThread.RunAsync(() => training.Run(
            TimeSpan.FromSeconds(curation.SliceSeconds), time, tick => Note(command, curation, slice.Generators.Count, training, tick, sheets), cancellationToken)).ConfigureAwait(false);

        // Also on the way out: what was trained until the process was asked to stop is kept.
        slice = slice with
        {
            Checks = await StoreChecksAsync(command, slice, training.Checks, sheets).ConfigureAwait(false),
            Intervals = [.. slice.Intervals, new WorkInterval { From = from, To = time.GetUtcNow() }],
        };
        if (training.IsFinished)
        {
            var trained = training.Complete();
            slice = slice with { Generators = [.. slice.Generators, await CardAsync(options, trained, slice.Checks).ConfigureAwait(false)], Checks = [] };
        }

        return slice.Generators.Count == curation.Synthesis.Gammas.Count
            ? await EndAsync(command, card with { Generators = slice.Generators }, slice.Intervals, cancellationToken).ConfigureAwait(false)
            : new SliceOutcome<GanTrained>(null, SliceFile.Write(GanSlice.Format, slice, training.IsFinished ? default : training.Checkpoint()));
    }

    /// <summary>The release's own classifier: the first training of its certified images.</summary>
    private async Task<Descriptor> ClassifierAsync(TrainGan command, Release release, CancellationToken cancellationToken)
    {
        for (var fold = 0; fold < release.Trainings.Count; fold++)
        {
            if (release.Trainings[fold] is { Name: ReleasePlanner.PipelineOutput, SeedNumber: 0 })
            {
                var outcome = await store.GetDocumentAsync(
                    StoreKeys.FoldOutcome(command.DatasetId, command.Release, fold), Formats.Outcome, cancellationToken).ConfigureAwait(false);
                return outcome.Card.Weights;
            }
        }

        throw new InvalidOperationException(
            $"Release {command.Release} of {command.DatasetId} plans no training '{ReleasePlanner.PipelineOutput}', so there is no classifier to paint against: evaluate it again.");
    }

    private static (GanSlice Slice, ReadOnlyMemory<byte> Checkpoint) Standing(ReadOnlyMemory<byte>? last, int imageCount)
    {
        if (last is { } content && SliceFile.Read(GanSlice.Format, content) is var (slice, checkpoint) && slice.ImageCount == imageCount && slice.CheckpointVersion == GanTraining.CheckpointVersion)
        {
            return (slice, checkpoint);
        }

        // The start; or images were erased since, and what was learned from them must go; or another build began, and this one trains otherwise.
        return (new GanSlice { Generators = [], Checks = [], Intervals = [], ImageCount = imageCount, CheckpointVersion = GanTraining.CheckpointVersion }, default);
    }

    private static GanOptions Options(TrainGan command, CurationSettings curation, int generator)
    {
        var plan = curation.Synthesis;
        return new GanOptions
        {
            ClassCount = curation.Classes.Count,
            Gamma = plan.Gammas[generator],
            BoundClassLoss = plan.BoundClassLoss,
            Iterations = plan.Iterations,
            RampAfterIterations = plan.RampAfterIterations,
            RampIterations = plan.RampIterations,
            BatchSize = plan.BatchSize,
            LearningRate = plan.LearningRate,
            Width = plan.Width,
            AugmentDifferentiably = plan.AugmentDifferentiably,
            NormaliseSpectrally = plan.NormaliseSpectrally,
            AverageDecay = plan.AverageDecay,
            CheckIterations = plan.CheckIterations,
            CheckImages = Math.Max(512, 2 * curation.Classes.Count),
            Patience = plan.Patience,
            Seed = SeededRandom.Derive(curation.Seed, string.Create(CultureInfo.InvariantCulture, $"generator {generator + 1} of release {command.Release}")),
        };
    }

    private void Note(TrainGan command, CurationSettings curation, int generator, GanTraining training, GanTick tick, Dictionary<int, Image> sheets)
    {
        if (tick.Sheet is not null)
        {
            sheets[training.Checks.Count - 1] = tick.Sheet;
        }

        WorkMeter.CountImages(Activity, curation.Synthesis.BatchSize);
        progress.Report(new WorkProgressed
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Activity = Activity,
            Name = string.Create(
                CultureInfo.InvariantCulture, $"release {command.Release}, generator {generator + 1} of {curation.Synthesis.Gammas.Count}, step {tick.Iteration} of {tick.Iterations}"),
            Fraction = (generator + ((double)tick.Iteration / tick.Iterations)) / curation.Synthesis.Gammas.Count,
            Loss = tick.GeneratorLoss,
        });
    }

    /// <summary>Each check is a document of its own, so that people can watch the sheets while the training goes on.</summary>
    /// <returns>All checks of the generator so far.</returns>
    private async Task<IReadOnlyList<GeneratorCheck>> StoreChecksAsync(TrainGan command, GanSlice slice, IReadOnlyList<GanCheck> checks, Dictionary<int, Image> sheets)
    {
        List<GeneratorCheck> all = [.. slice.Checks];
        for (var number = slice.Checks.Count; number < checks.Count; number++)
        {
            var check = checks[number];
            all.Add(new GeneratorCheck
            {
                Iteration = check.Iteration,
                Gamma = check.Gamma,
                FrechetDistance = Finite(check.FrechetDistance),
                Agreement = check.Agreement,
                Diversity = Finite(check.Diversity),
                GeneratorLoss = Finite(check.GeneratorLoss),
                DiscriminatorLoss = Finite(check.DiscriminatorLoss),
                Failure = check.Failure is { } failure ? NameOf(failure) : null,
                Sheet = sheets.TryGetValue(number, out var sheet) ? await store.PutBlobAsync(PngEncoder.Encode(sheet), "image/png").ConfigureAwait(false) : null,
            });
            await store.PutDocumentIfAbsentAsync(
                StoreKeys.GeneratorCheck(command.DatasetId, command.Release, slice.Generators.Count, number), Formats.GeneratorCheck, all[number]).ConfigureAwait(false);
        }

        return all;
    }

    private async Task<GeneratorCard> CardAsync(GanOptions options, TrainedGan trained, IReadOnlyList<GeneratorCheck> checks) => new()
    {
        Gamma = options.Gamma,
        Seed = options.Seed,
        Weights = trained.Generator is null ? null : await store.PutBlobAsync(trained.Generator, ModelCards.WeightsMediaType).ConfigureAwait(false),
        KeptIteration = trained.KeptIteration,
        End = NameOf(trained.End),
        Rollbacks = trained.Rollbacks,
        Checks = checks,
    };

    private async Task<SliceOutcome<GanTrained>> EndAsync(TrainGan command, GanCard card, IReadOnlyList<WorkInterval> intervals, CancellationToken cancellationToken)
    {
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.GanTimes(command.DatasetId, command.Release), Formats.GanTimes, new GanTimes { Release = command.Release, Intervals = intervals }, cancellationToken).ConfigureAwait(false);
        var stored = await store.PutDocumentIfAbsentAsync(StoreKeys.Gan(command.DatasetId, command.Release), Formats.Gan, card, cancellationToken).ConfigureAwait(false);
        return new SliceOutcome<GanTrained>(
            new GanTrained
            {
                DatasetId = command.DatasetId,
                CommandId = command.CommandId,
                Release = command.Release,
                Generator = await store.PutDocumentBlobAsync(Formats.Gan, stored.Stored, cancellationToken).ConfigureAwait(false),
            },
            default);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
