namespace Dcai.Fingerprints.Near;

/// <summary>Which pictures are compared: each new one with all that are not, and with the new ones before it.</summary>
internal sealed class NewPictures
{
    private readonly IReadOnlyList<bool> _isNew;
    private readonly int _width;

    /// <summary>Of each panel whether any of its pictures is not new.</summary>
    private readonly bool[] _hasKnown;

    /// <param name="isNew">Of each picture.</param>
    /// <param name="width">Pictures of a panel.</param>
    public NewPictures(IReadOnlyList<bool> isNew, int width)
    {
        (_isNew, _width, _hasKnown) = (isNew, width, new bool[(isNew.Count + width - 1) / width]);
        for (var picture = 0; picture < isNew.Count; picture++)
        {
            _hasKnown[picture / width] |= !isNew[picture];
        }
    }

    /// <summary>Whether a picture is compared with any of a panel.</summary>
    public bool IsAny(int picture, int panel) => _hasKnown[panel] || panel * _width < picture;

    /// <summary>Whether a picture is compared with another, which may be beyond the last.</summary>
    public bool AreCompared(int picture, int other) => other < _isNew.Count && other != picture && (!_isNew[other] || other < picture);
}
