namespace Dcai.Fingerprints.Near;

/// <summary>Two pictures that show the same.</summary>
/// <param name="Asked">The index of the one that was asked about.</param>
/// <param name="Picture">The index of the other.</param>
/// <param name="Likeness">How much more alike the two are than pictures usually are here, range (0, 1]; 1 for equal ones.</param>
public readonly record struct NearPicture(int Asked, int Picture, double Likeness);
