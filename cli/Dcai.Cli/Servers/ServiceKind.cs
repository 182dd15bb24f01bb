namespace Dcai.Cli.Servers;

/// <summary>A service that can run as processes of its own.</summary>
/// <param name="Name">Such as ranker.</param>
/// <param name="Assembly">Its program, beside this one.</param>
/// <param name="Most">Processes of it that this machine may run at once.</param>
/// <param name="Usual">Processes of it that run unless something else is wanted.</param>
/// <param name="Learns">It trains or infers; the others are to take little memory.</param>
internal sealed record ServiceKind(string Name, string Assembly, int Most = 32, int Usual = 1, bool Learns = false)
{
    /// <summary>Has the one address that people are given.</summary>
    public const string Gateway = "review-gateway";

    /// <summary>Has work only where images are painted.</summary>
    public const string GanTrainer = "gan-trainer";

    public static IReadOnlyList<ServiceKind> All { get; } =
    [
        new("orchestrator", "Dcai.Orchestrator.dll"),
        new("ledger", "Dcai.Ledger.dll"),
        new("ingest-hasher", "Dcai.IngestHasher.dll"),
        new("aux-trainer", "Dcai.AuxTrainer.dll", Learns: true),
        new("ranker", "Dcai.Ranker.dll", Learns: true),
        new("balancer", "Dcai.Balancer.dll"),
        // Folds are what there is most of, and each takes a core.
        new("evaluator", "Dcai.Evaluator.dll", Usual: Math.Clamp(Environment.ProcessorCount, 1, 4), Learns: true),
        new(GanTrainer, "Dcai.GanTrainer.dll", Learns: true),
        new(Gateway, "Dcai.ReviewGateway.dll", Most: 1),
    ];
}
