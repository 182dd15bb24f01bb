using System.ComponentModel.DataAnnotations;

namespace Dcai.Orchestrator;

/// <summary>Settings of the orchestrator: <c>Dcai:orchestrator</c>.</summary>
public sealed class OrchestratorOptions
{
    /// <summary>Seconds between two looks at what is overdue.</summary>
    [Range(0.05, 3600, ErrorMessage = "Dcai:orchestrator:TimerSeconds must be in [0.05, 3600].")]
    public double TimerSeconds { get; set; } = 15;
}
