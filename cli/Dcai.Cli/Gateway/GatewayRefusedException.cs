using Dcai.Api;

namespace Dcai.Cli.Gateway;

/// <summary>The gateway answered with a problem; the message is its detail.</summary>
internal sealed class GatewayRefusedException(Problem problem)
    : Exception(problem.Detail ?? problem.Title ?? $"the gateway answered with status {problem.Status}")
{
    public Problem Problem { get; } = problem;
}
