using System.Text.Json;
using Spectre.Console;

namespace Dcai.Cli;

/// <summary>Where a command speaks: results to <see cref="Out"/>, what goes wrong to <see cref="Error"/>.</summary>
internal sealed class Terminal
{
    /// <summary>Wide enough for the tables; what is piped has no width of its own.</summary>
    private const int PipedWidth = 120;

    /// <summary>The console's own writer passes on 256 characters at a time: a long answer into a file would be a hundred thousand calls.</summary>
    private const int PipedBytes = 16 * 1024;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    /// <param name="output">Standard output, or what stands for it.</param>
    /// <param name="error">Standard error, or what stands for it.</param>
    /// <param name="interactive">A person watches: lines may be redrawn.</param>
    /// <param name="input">What a person types; null where nobody can.</param>
    public Terminal(TextWriter output, TextWriter error, bool interactive, TextReader? input = null)
    {
        Input = input;
        Out = output;
        Error = error;
        Interactive = interactive;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!interactive)
        {
            Console.Profile.Width = PipedWidth;
        }
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public bool Interactive { get; }

    /// <summary>Null where nobody types.</summary>
    public TextReader? Input { get; }

    public IAnsiConsole Console { get; }

    public static Terminal OfProcess() => new(
        System.Console.IsOutputRedirected ? Piped() : System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected, System.Console.IsInputRedirected ? null : System.Console.In);

    private static TextWriter Piped() => TextWriter.Synchronized(
        new StreamWriter(System.Console.OpenStandardOutput(), System.Console.OutputEncoding, PipedBytes) { AutoFlush = true });

    public void Line(string text) => Out.WriteLine(text);

    public void Json<T>(T value) => Out.WriteLine(JsonSerializer.Serialize(value, Indented));
}
