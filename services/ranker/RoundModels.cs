using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Ranker;

/// <summary>The models that rank a round, and what they were trained on.</summary>
/// <param name="Models">In the order of the ensemble.</param>
/// <param name="TrainingSet">Absent where nothing is known of it.</param>
internal sealed record RoundModels(IReadOnlyList<RoundModel> Models, TrainingSet? TrainingSet)
{
    /// <summary>
    /// Reads the cards of the round that trained the models. A command that names no such round is of before rounds had several models: the model that it names
    /// is then the paper's.
    /// </summary>
    /// <exception cref="ObjectNotFoundException">A card is missing; the message names it.</exception>
    public static async Task<RoundModels> ReadAsync(IObjectStore store, RankShard command, CancellationToken cancellationToken)
    {
        var round = command.ModelRound == 0 ? command.Round : command.ModelRound;
        var models = new List<RoundModel>();
        for (var member = 0; member < command.EnsembleSize; member++)
        {
            var key = StoreKeys.ModelCard(command.DatasetId, round, member);
            if (await store.TryGetDocumentAsync(key, Formats.ModelCard, cancellationToken).ConfigureAwait(false) is not { } card)
            {
                return command.ModelRound == 0 && command.EnsembleSize == 1
                    ? new RoundModels([new RoundModel { Weights = command.Model }], TrainingSet: null)
                    : throw new ObjectNotFoundException(key);
            }

            models.Add(new RoundModel
            {
                Weights = card.Weights,
                Preprocessing = card.Preprocessing,
                ImageSize = card.ImageSize,
                Temperature = card.Temperature,
                HeldOutFold = card.HeldOutFold,
                Epochs = card.History.Count,
                Dynamics = card.Dynamics,
            });
        }

        return new RoundModels(
            models,
            await store.TryGetDocumentAsync(StoreKeys.TrainingSet(command.DatasetId, round), Formats.TrainingSet, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The fold of every sample that models have learned from under its given label.</summary>
    public IReadOnlyDictionary<string, int> FoldsOfPool() =>
        (TrainingSet?.Pool ?? []).ToDictionary(sample => sample.SampleId, sample => sample.Fold, StringComparer.Ordinal);

    /// <summary>What the model was trained on, certificates and given labels, sorted by id.</summary>
    public IReadOnlyList<LabelledSample> LearnedBy(RoundModel model) => TrainingSet is null ? [] : PoolFolds.Learned(TrainingSet, model.HeldOutFold);
}

/// <summary>One model of a round.</summary>
internal sealed record RoundModel
{
    public required Descriptor Weights { get; init; }

    public string Preprocessing { get; init; } = Preprocessings.Reference;

    /// <summary>Height and width of the input, pixels.</summary>
    public int ImageSize { get; init; } = 32;

    /// <summary>Logits are divided by it.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>The fold of the pool that it was not trained on; absent where it saw no pool.</summary>
    public int? HeldOutFold { get; init; }

    /// <summary>How often it saw each of its images.</summary>
    public int Epochs { get; init; }

    public Descriptor? Dynamics { get; init; }
}
