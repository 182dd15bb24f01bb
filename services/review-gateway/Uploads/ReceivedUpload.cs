using Dcai.Api;
using Dcai.Contracts.Documents;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>An upload whose files are in the store.</summary>
/// <param name="Manifest">What the client said of it.</param>
/// <param name="Files">In ordinal order of their names.</param>
internal sealed record ReceivedUpload(UploadManifest Manifest, IReadOnlyList<UploadedFile> Files)
{
    public long SizeBytes => Files.Sum(file => file.Content.SizeBytes);
}
