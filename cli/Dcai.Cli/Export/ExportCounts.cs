using Dcai.Api;

namespace Dcai.Cli.Export;

/// <summary>Counts what an export holds.</summary>
internal sealed class ExportCounts
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, int>> _byPart = new(StringComparer.Ordinal);

    /// <summary>Part to class to number of images; parts in the order in which they came, classes in ordinal order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> ByPart => _byPart;

    public int Erased { get; private set; }

    public void Add(Certificate certificate)
    {
        if (certificate.Erased == true)
        {
            Erased++;
            return;
        }

        if (!_byPart.TryGetValue(certificate.Part, out var classes))
        {
            _byPart.Add(certificate.Part, classes = new SortedDictionary<string, int>(StringComparer.Ordinal));
        }

        var counted = (SortedDictionary<string, int>)classes;
        counted[certificate.Label] = counted.GetValueOrDefault(certificate.Label) + 1;
    }
}
