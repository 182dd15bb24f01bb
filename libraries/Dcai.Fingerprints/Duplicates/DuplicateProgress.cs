namespace Dcai.Fingerprints.Duplicates;

/// <summary>How far a search is. Any thread may read it at any time.</summary>
public sealed class DuplicateProgress
{
    internal long ListedCount;
    internal long ReadCount;
    internal long CandidateBytes;
    internal long ComparedBytes;
    internal long ReadingCount;
    internal long ImageCount;
    internal long HashedImageCount;

    /// <summary>Files found so far; it grows while folders are listed.</summary>
    public long FilesListed => Volatile.Read(ref ListedCount);

    /// <summary>Files whose beginning was read, or need not be as far as is known; it goes back once where it turns out that many share their sizes.</summary>
    public long FilesRead => Volatile.Read(ref ReadCount);

    /// <summary>Bytes of files that have a size and, as far as it was read, a beginning in common with another; 0 until all are known.</summary>
    public long BytesToCompare => Volatile.Read(ref CandidateBytes);

    /// <summary>Of <see cref="BytesToCompare"/>.</summary>
    public long BytesCompared => Volatile.Read(ref ComparedBytes);

    /// <summary>Pieces of files that were read to be compared.</summary>
    internal long Readings => Volatile.Read(ref ReadingCount);

    /// <summary>Images whose perceptual hash is wanted; 0 until they are known.</summary>
    public long ImagesToHash => Volatile.Read(ref ImageCount);

    /// <summary>Of <see cref="ImagesToHash"/>.</summary>
    public long ImagesHashed => Volatile.Read(ref HashedImageCount);
}
