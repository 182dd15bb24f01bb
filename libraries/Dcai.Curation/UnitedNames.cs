namespace Dcai.Curation;

/// <summary>Names that are gathered into groups, pair by pair.</summary>
/// <remarks>Disjoint sets with path halving: Tarjan and van Leeuwen 1984. The smallest name stands for its group, in whatever order the pairs come.</remarks>
internal sealed class UnitedNames
{
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);

    /// <summary>Every name that was united with another.</summary>
    public IEnumerable<string> Names => _parents.Keys;

    /// <summary>Puts two names, and all that are with them, into one group.</summary>
    public void Unite(string first, string second)
    {
        var (one, other) = (Find(first), Find(second));
        var isOrdered = string.CompareOrdinal(one, other) <= 0;
        _parents[isOrdered ? one : other] = isOrdered ? one : other;
        _parents[isOrdered ? other : one] = isOrdered ? one : other;
    }

    /// <summary>The smallest name of a name's group; the name itself where it stands alone.</summary>
    public string Find(string name)
    {
        while (_parents.TryGetValue(name, out var parent) && parent != name)
        {
            if (_parents.TryGetValue(parent, out var grand))
            {
                _parents[name] = grand;
            }

            name = parent;
        }

        return name;
    }
}
