using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Problems;

/// <summary>The problems that more than one endpoint has.</summary>
internal static class Refusal
{
    public static GatewayProblemException BadRequest(string code, string detail) => new(StatusCodes.Status400BadRequest, code, detail);

    public static GatewayProblemException Conflict(string code, string detail) => new(StatusCodes.Status409Conflict, code, detail);

    public static GatewayProblemException Forbidden(string code, string detail) => new(StatusCodes.Status403Forbidden, code, detail);

    public static GatewayProblemException NotFound(string code, string detail) => new(StatusCodes.Status404NotFound, code, detail);

    public static GatewayProblemException TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, "too-large", detail);

    public static GatewayProblemException NoDataset(string datasetId) =>
        NotFound("no-dataset", $"There is no dataset '{datasetId}': create it with POST /api/datasets, or see GET /api/datasets for those that exist.");

    public static GatewayProblemException NoSnapshot(string datasetId, int version) =>
        NotFound("no-snapshot", $"Dataset '{datasetId}' has no snapshot {version}: see GET /api/datasets/{datasetId}/snapshots.");

    public static GatewayProblemException NoReview(string datasetId, string reviewId) =>
        NotFound("no-review", $"Dataset '{datasetId}' has no review '{reviewId}': see GET /api/datasets/{datasetId}/reviews.");
}
