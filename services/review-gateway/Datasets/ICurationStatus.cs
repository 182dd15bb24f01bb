namespace Dcai.ReviewGateway.Datasets;

/// <summary>What the newest version of a dataset's saga says.</summary>
public interface ICurationStatus
{
    /// <summary>Null while the dataset has no saga.</summary>
    Task<CurationStanding?> FindAsync(string datasetId, CancellationToken cancellationToken);
}
