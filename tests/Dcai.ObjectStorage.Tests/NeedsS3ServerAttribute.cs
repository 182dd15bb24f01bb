namespace Dcai.ObjectStorage.Tests;

internal sealed class NeedsS3ServerAttribute : StoreAvailabilityAttribute
{
    public override string? Absence => S3Server.Absence;
}
