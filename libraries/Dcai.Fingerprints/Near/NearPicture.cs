namespace Dcai.Fingerprints.Near;

/// <summary>A picture that shows the same as another.</summary>
/// <param name="Picture">Its index.</param>
/// <param name="Likeness">How much more alike the two are than pictures usually are here, range (0, 1]; 1 for equal ones.</param>
public readonly record struct NearPicture(int Picture, double Likeness);
