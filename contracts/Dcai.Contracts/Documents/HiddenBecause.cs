namespace Dcai.Contracts.Documents;

/// <summary>Why a dataset is hidden.</summary>
public enum HiddenBecause
{
    Deleted,
    Restoring,
}
