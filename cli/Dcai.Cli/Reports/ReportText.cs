using System.Globalization;
using Dcai.Api;

namespace Dcai.Cli.Reports;

/// <summary>Numbers as reports print them.</summary>
internal static class ReportText
{
    public const string None = "–";

    public static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? None;

    /// <summary>A share in [0, 1] in percent, without the sign.</summary>
    public static string Percent(double? share) => share is null ? None : (100 * share.Value).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Mean and standard deviation in percent; the mean alone where there is no spread.</summary>
    public static string Percent(double? mean, double? sd) => sd is null ? Percent(mean) : $"{Percent(mean)} ± {Percent(sd)}";

    public static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Seconds(RoundReport round) =>
        string.Create(CultureInfo.InvariantCulture, $"{round.SecondsPerEpochMean:0.000} ± {round.SecondsPerEpochSd:0.000}");

    /// <summary>A few significant digits.</summary>
    public static string Short(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
