using System.ComponentModel.DataAnnotations;
using Dcai.ReviewGateway.Access;

namespace Dcai.ReviewGateway;

/// <summary>What an operator may set for the gateway.</summary>
public sealed class GatewayOptions
{
    /// <summary>The token that opens everything but the health checks; generated and kept in the store where none is set.</summary>
    [MinLength(16, ErrorMessage = "Token is too short to keep anybody out: use at least 16 characters, or leave it out to have one generated.")]
    public string? Token { get; set; }

    /// <summary>Bytes of all files of one upload.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "MaximumUploadBytes must be at least 1.")]
    public long MaximumUploadBytes { get; set; } = 1L << 30;

    /// <summary>Bytes of one file of an upload; it is held in memory while it is stored.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "MaximumFileBytes must be in 1 … 2147483647.")]
    public int MaximumFileBytes { get; set; } = 32 << 20;

    /// <summary>Files of one upload.</summary>
    [Range(1, 1_000_000, ErrorMessage = "MaximumUploadFiles must be in 1 … 1000000.")]
    public int MaximumUploadFiles { get; set; } = 10_000;

    /// <summary>Files of one upload that are stored, and so are in memory, at the same time. A durable store mostly waits for its disk: many at once go
    /// much faster than few.</summary>
    [Range(1, 256, ErrorMessage = "ParallelPuts must be in 1 … 256.")]
    public int ParallelPuts { get; set; } = 32;

    /// <summary>How long a start, pause, resume or cancellation waits for the orchestrator.</summary>
    [Range(0.01, 600, ErrorMessage = "SteeringTimeoutSeconds must be in 0.01 … 600.")]
    public double SteeringTimeoutSeconds { get; set; } = 15;

    /// <summary>How often the inbox and the closed reviews are looked through for what was lost.</summary>
    [Range(0.01, 3600, ErrorMessage = "SweepSeconds must be in 0.01 … 3600.")]
    public double SweepSeconds { get; set; } = 60;

    /// <summary>Who comes in; validated by itself.</summary>
    public AccessOptions Access { get; set; } = new();
}
