namespace Dcai.Cli.Servers;

/// <summary>A service that can run as processes of its own.</summary>
/// <param name="Name">Such as ranker.</param>
/// <param name="Assembly">Its program, beside this one.</param>
/// <param name="Most">Processes of it that this machine may run at once.</param>
internal sealed record ServiceKind(string Name, string Assembly, int Most = 32)
{
    /// <summary>Has the one address that people are given.</summary>
    public const string Gateway = "review-gateway";

    public static IReadOnlyList<ServiceKind> All { get; } =
    [
        new("orchestrator", "Dcai.Orchestrator.dll"),
        new("ledger", "Dcai.Ledger.dll"),
        new("ingest-hasher", "Dcai.IngestHasher.dll"),
        new("aux-trainer", "Dcai.AuxTrainer.dll"),
        new("ranker", "Dcai.Ranker.dll"),
        new("balancer", "Dcai.Balancer.dll"),
        new("evaluator", "Dcai.Evaluator.dll"),
        new(Gateway, "Dcai.ReviewGateway.dll", Most: 1),
    ];
}
