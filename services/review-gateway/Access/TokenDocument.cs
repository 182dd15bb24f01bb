namespace Dcai.ReviewGateway.Access;

/// <summary>What <c>gateway/token.json</c> holds.</summary>
internal sealed record TokenDocument
{
    public required string Token { get; init; }
}
