using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Dcai.Hosting.Failpoints;

/// <summary>The place where a process kills itself, as <c>kill -9</c> would.</summary>
public sealed class Failpoint
{
    /// <summary>What the process says before it goes, followed by the failpoint's name.</summary>
    public const string LastWord = "failpoint ";

    public const string BeforeStore = "before-store";
    public const string AfterStore = "after-store";
    public const string BeforePublish = "before-publish";
    public const string AfterPublish = "after-publish";
    public const string BeforeAcknowledge = "before-acknowledge";
    public const string AfterAcknowledge = "after-acknowledge";

    private readonly string _name;
    private readonly int _occurrence;
    private int _seen;

    private Failpoint(string name, int occurrence) => (_name, _occurrence) = (name, occurrence);

    /// <summary>All places.</summary>
    public static IReadOnlyList<string> Names { get; } = [BeforeStore, AfterStore, BeforePublish, AfterPublish, BeforeAcknowledge, AfterAcknowledge];

    /// <param name="text">A name, or a name and which time it is reached, counted from 1: <c>after-store:2</c>.</param>
    /// <exception cref="OptionsValidationException">It is something else.</exception>
    public static Failpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        var occurrence = 1;
        return Names.Contains(parts[0]) && parts.Length <= 2
            && (parts.Length == 1 || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out occurrence) && occurrence > 0))
            ? new Failpoint(parts[0], occurrence)
            : throw new OptionsValidationException(
                nameof(DcaiOptions.Failpoint), typeof(string),
                [$"Dcai:Failpoint is '{text}': expected one of {string.Join(", ", Names)}, with :N for the Nth time (DCAI__FAILPOINT)."]);
    }

    /// <summary>Ends the process if this is the place and the time.</summary>
    public void Reach(string place)
    {
        if (place == _name && Interlocked.Increment(ref _seen) == _occurrence)
        {
            Console.Error.WriteLine(LastWord + _name);
            Console.Error.Flush();
            using var me = Process.GetCurrentProcess();
            me.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
