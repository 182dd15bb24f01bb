using Dcai.Api;

namespace Dcai.ReviewGateway.Problems;

/// <summary>A request that cannot be answered as asked: one line that says what, where and what to do.</summary>
internal sealed class GatewayProblemException(int status, string code, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>A stable word for programs.</summary>
    public string Code { get; } = code;

    /// <summary>When the same request may be answered otherwise.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public IReadOnlyList<DecisionRecord>? Decisions { get; init; }
}
