using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Training;
using Dcai.Work;
using MassTransit;

namespace Dcai.Evaluator;

/// <summary>Trains one slice of one planned training of the reference model, and tests it when it is done.</summary>
public sealed class TrainFoldConsumer(IObjectStore store, SettingsReader settings, SampleImages images, SlicedTraining trainings) : IConsumer<TrainFold>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<TrainFold> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        var curation = await settings.ReadAsync(command.DatasetId, command.SettingsVersion, context.CancellationToken).ConfigureAwait(false);
        var release = await store.GetDocumentBlobAsync(command.Plan, Formats.Release, context.CancellationToken).ConfigureAwait(false);
        var plan = release.Trainings[command.Fold];
        await trainings.RunAsync(
            context, command.DatasetId, command.CommandId,
            cancellationToken => PrepareAsync(command, curation, plan, release.Recipe, cancellationToken),
            (work, trained, intervals, cancellationToken) => CompleteAsync(command, curation, plan, work, trained, intervals, cancellationToken),
            context.CancellationToken).ConfigureAwait(false);
    }

    private async Task<TrainingWork> PrepareAsync(
        TrainFold command, CurationSettings curation, PlannedTraining plan, TrainingRecipe? recipe, CancellationToken cancellationToken) => new()
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Activity = "evaluating",
            Name = NameOf(plan),
            Options = new TrainingOptions
            {
                ClassCount = curation.Classes.Count,
                Epochs = curation.EvaluationEpochs,

                // Not from the command's id: it names snapshot versions, and how many there are depends on how the uploads happened to be batched.
                Seed = SeededRandom.Derive(curation.Seed, string.Create(CultureInfo.InvariantCulture, $"release {command.Release}, {NameOf(plan)}")),
            },
            Slice = TimeSpan.FromSeconds(curation.SliceSeconds),
            Train = plan.Augmented == true && recipe is not null
                ? await images.LoadWithCopiesAsync(
                    plan.Train, recipe.Augmented, AugmentationPolicies.Of(recipe.Augmentation) ?? AugmentationPolicy.Paper,
                    (sampleId, copy) => RecipePlanner.SeedOf(recipe.Seed, sampleId, copy), curation.Classes, cancellationToken).ConfigureAwait(false)
                : await images.LoadAsync(plan.Train, curation.Classes, cancellationToken).ConfigureAwait(false),
            Validation = await images.LoadAsync(plan.Validation, curation.Classes, cancellationToken).ConfigureAwait(false),
        };

    private async Task<FoldTrained> CompleteAsync(
        TrainFold command, CurationSettings curation, PlannedTraining plan, TrainingWork work, TrainedClassifier trained, IReadOnlyList<WorkInterval> intervals,
        CancellationToken cancellationToken)
    {
        var card = await ModelCards.StoreAsync(store, work, trained, round: 0, curation.Classes, intervals, cancellationToken).ConfigureAwait(false);
        var test = await images.LoadAsync(plan.Test, curation.Classes, cancellationToken).ConfigureAwait(false);
        var outcome = Test(curation, plan, card, trained, test, cancellationToken);
        var stored = await store.PutDocumentIfAbsentAsync(
            StoreKeys.FoldOutcome(command.DatasetId, command.Release, command.Fold), Formats.Outcome, outcome, cancellationToken).ConfigureAwait(false);
        return new FoldTrained
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Release = command.Release,
            Fold = command.Fold,
            ValidationAccuracy = stored.Stored.Card.ValidationAccuracy,
            TestAccuracy = stored.Stored.TestAccuracy,
        };
    }

    /// <summary>The first seed has no number: its name, and with it its seed, does not depend on how many there are.</summary>
    private static string NameOf(PlannedTraining plan) =>
        plan.SeedNumber == 0 ? plan.Name : string.Create(CultureInfo.InvariantCulture, $"{plan.Name}, seed {plan.SeedNumber + 1}");

    private static TrainingOutcome Test(
        CurationSettings curation, PlannedTraining plan, ModelCard card, TrainedClassifier trained, LabelledImages test, CancellationToken cancellationToken)
    {
        if (test.Count == 0)
        {
            return Outcomes.Of(plan, card, curation.Classes, test, []);
        }

        using var classifier = Classifier.Load(trained.Weights);
        var logits = classifier.PredictLogits(test, cancellationToken: cancellationToken);
        return Outcomes.Of(plan, card, curation.Classes, test, logits, Robustness(curation, plan, classifier, test, logits, cancellationToken));
    }

    /// <summary>Accuracy without noise and at every level that the owner asks for; absent where there is none, or where the training is no row.</summary>
    private static IReadOnlyList<NoiseAccuracy>? Robustness(
        CurationSettings curation, PlannedTraining plan, Classifier classifier, LabelledImages test, float[] logits, CancellationToken cancellationToken)
    {
        return plan.Purpose != TrainingPurpose.Row || curation.Evaluation.NoiseLevels.Count == 0
            ? null
            :
            [
                Point(0, logits),
                .. curation.Evaluation.NoiseLevels.Where(level => level > 0).Distinct().Order().Select(level => Point(
                    level,
                    classifier.PredictLogits(PixelNoise.Add(test, level, curation.Seed), cancellationToken: cancellationToken))),
            ];

        NoiseAccuracy Point(double level, float[] predicted) => new()
        {
            Name = plan.Name,
            NoiseSd = level,
            Accuracy = ClassificationMetrics.Accuracy(predicted, test.Labels, curation.Classes.Count),
        };
    }
}

/// <summary>Folds run side by side, one thread each. A training that failed is not worth repeating at once.</summary>
public sealed class TrainFoldConsumerDefinition : ConsumerDefinition<TrainFoldConsumer>
{
    public TrainFoldConsumerDefinition(WorkConcurrency concurrency)
    {
        ArgumentNullException.ThrowIfNull(concurrency);
        EndpointName = "train-fold";
        ConcurrentMessageLimit = concurrency.AtOnce;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TrainFoldConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = ConcurrentMessageLimit!.Value;
        endpointConfigurator.UseStorePatience();
    }
}
