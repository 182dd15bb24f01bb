using Dcai.Contracts.Documents;

namespace Dcai.Curation.Quality;

/// <summary>What several trainings say together about the given labels that they learned from.</summary>
public static class TrainingDynamics
{
    /// <summary>Averages one sample's scores over trainings that differ in their initialisation.</summary>
    /// <param name="trainings">Of the trainings that learned from the sample, at least one.</param>
    /// <param name="turns">Epochs of each training: what one that never learned the sample counts as forgetting events, more than any other can have.</param>
    /// <returns>
    /// Means; never learned where no training learned it. A gradient norm where any training measured one, the mean of those.
    /// </returns>
    /// <remarks>
    /// Area under the margin: Pleiss et al. 2020, https://arxiv.org/abs/2001.10528, section 3.1. Forgetting events, never learned = the most:
    /// Toneva et al. 2019, https://arxiv.org/abs/1812.05159, section 3. EL2N and GraNd are expectations over initialisations, estimated by the
    /// mean of ten: Paul et al. 2021, https://arxiv.org/abs/2107.07075, definitions 2.1 and 2.3 and section 3.
    /// </remarks>
    /// <exception cref="ArgumentException">No training, or fewer than one turn.</exception>
    public static SampleDynamics Average(IReadOnlyList<SampleDynamics> trainings, int turns)
    {
        ArgumentNullException.ThrowIfNull(trainings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(turns);
        if (trainings.Count == 0)
        {
            throw new ArgumentException("Expected at least one training to average, but there is none.", nameof(trainings));
        }

        return new SampleDynamics
        {
            AreaUnderMargin = trainings.Average(training => training.AreaUnderMargin),
            ForgettingEvents = trainings.Average(training => training.NeverLearned ? turns : training.ForgettingEvents),
            NeverLearned = trainings.All(training => training.NeverLearned),
            El2n = trainings.Average(training => training.El2n),
            GraNd = trainings.Average(training => training.GraNd),
        };
    }

    /// <summary>Forgetting events as a suspicion: a sample that was never learned is more suspicious than any that was.</summary>
    /// <returns>At least 0, high is suspicious; +∞ for never learned.</returns>
    public static double ForgettingSuspicion(SampleDynamics dynamics)
    {
        ArgumentNullException.ThrowIfNull(dynamics);
        return dynamics.NeverLearned ? double.PositiveInfinity : dynamics.ForgettingEvents;
    }
}
