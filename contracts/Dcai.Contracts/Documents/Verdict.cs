namespace Dcai.Contracts.Documents;

/// <summary>What a reviewer says of a sample.</summary>
public enum Verdict
{
    Certify,
    Remove,
}
