namespace Dcai.Cli.Synthetic;

/// <summary>What was done to a file on purpose.</summary>
internal enum PlantedFault
{
    None,
    Mislabelled,
    Junk,
    Duplicate,
    Conflict,
    NearDuplicate,
}

/// <summary>One file to be written.</summary>
/// <param name="RelativePath">Below the directory, with <c>/</c> between the parts.</param>
/// <param name="Split"><c>train</c> or <c>val</c>; null in the label book.</param>
/// <param name="Label">The folder it lies in.</param>
/// <param name="Numeral">What is drawn; for junk the label.</param>
/// <param name="Drawing">Which drawing it shows: copies share it.</param>
/// <param name="Fault">What is wrong with this file; the other file of a pair has none.</param>
/// <param name="CopyOf">The file that a copy was made from.</param>
/// <param name="Copies">Files with these bytes in train and validation, this one included.</param>
internal sealed record SyntheticImage(
    string RelativePath,
    string? Split,
    string Label,
    string Numeral,
    int Drawing,
    PlantedFault Fault,
    string? CopyOf = null,
    int Copies = 1)
{
    /// <summary><c>ok</c>, <c>mislabelled</c> or <c>invalid</c>.</summary>
    public string Status => Fault == PlantedFault.Junk ? "invalid" : Label == Numeral ? "ok" : "mislabelled";

    /// <summary>What a careful reader would file it under: a class or <c>invalid</c>.</summary>
    public string AgreedLabel => Fault == PlantedFault.Junk ? "invalid" : Numeral;
}
