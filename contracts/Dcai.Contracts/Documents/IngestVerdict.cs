namespace Dcai.Contracts.Documents;

/// <summary>What ingest thinks of a file. Advice: identity is the digest, and the ledger decides.</summary>
public enum IngestVerdict
{
    Accepted,
    Duplicate,
    Rejected,
}
