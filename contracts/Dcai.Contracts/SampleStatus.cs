namespace Dcai.Contracts;

/// <summary>Every sample is in exactly one status.</summary>
public enum SampleStatus
{
    Uncertified,
    Certified,
    Removed,
}
