using Dcai.Api;

namespace Dcai.Cli.Images;

/// <summary>What became of a source.</summary>
/// <param name="Accepted">Files that the gateway has.</param>
/// <param name="Uploads">One receipt for each upload.</param>
/// <param name="LeftOut">Files that did not go in, each with its reason; the first ten thousand.</param>
/// <param name="LeftOutCount">All of them.</param>
internal sealed record IngestOutcome(int Accepted, IReadOnlyList<UploadReceipt> Uploads, IReadOnlyList<LeftOutFile> LeftOut, int LeftOutCount);
