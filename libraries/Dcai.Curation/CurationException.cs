namespace Dcai.Curation;

/// <summary>A dataset from which the next step cannot be made; the message says what is wrong, where, and what to do about it.</summary>
/// <param name="what">What is wrong, a clause without a full stop.</param>
/// <param name="where">Where: the snapshot, release or round.</param>
/// <param name="remedy">What the owner of the dataset can do, a whole sentence.</param>
public sealed class CurationException(string what, string where, string remedy) : Exception($"{where}: {what}. {remedy}")
{
    public string What { get; } = what;

    public string Where { get; } = where;

    public string Remedy { get; } = remedy;
}
