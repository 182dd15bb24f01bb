using CsvHelper;

namespace Dcai.Bench.Figures;

/// <summary>Which labels are wrong. Read to review and to measure, never to train.</summary>
/// <param name="Labels">Sample id to the label that it was given.</param>
/// <param name="Valid">Sample id to the right label, of samples that have one.</param>
/// <param name="Issues">Ids of samples whose label is wrong, or that show nothing of any class.</param>
public sealed record Truth(
    IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Valid, IReadOnlySet<string> Issues)
{
    private static readonly HashSet<string> ValidStatuses = ["ok", "mislabelled"];
    private static readonly HashSet<string> IssueStatuses = ["mislabelled", "invalid", "invalid_or_mislabelled"];

    /// <summary>Reads the columns sha256, original_label, status and agreed_label.</summary>
    public static Truth Read(string file)
    {
        using var csv = CsvReader.FromFile(file, new CsvReaderOptions { Separator = ',' });
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var valid = new Dictionary<string, string>(StringComparer.Ordinal);
        var issues = new HashSet<string>(StringComparer.Ordinal);
        csv.ReadHeader();
        while (csv.Read())
        {
            var id = csv.GetString("sha256");
            labels[id] = csv.GetString("original_label");
            if (ValidStatuses.Contains(csv.GetString("status")))
            {
                valid[id] = csv.GetString("agreed_label");
            }

            if (IssueStatuses.Contains(csv.GetString("status")))
            {
                issues.Add(id);
            }
        }

        return new Truth(labels, valid, issues);
    }
}
