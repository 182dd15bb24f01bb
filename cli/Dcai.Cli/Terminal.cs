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

    private IAnsiConsole? _console;

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
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public bool Interactive { get; }

    /// <summary>Null where nobody types.</summary>
    public TextReader? Input { get; }

    /// <summary>Where tables and bars are drawn; made when it is first asked for, as short commands ask for none.</summary>
    public IAnsiConsole Console => _console ??= Draw();

    public static Terminal OfProcess() => new(
        System.Console.IsOutputRedirected ? Piped() : System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected, System.Console.IsInputRedirected ? null : System.Console.In);

    private static TextWriter Piped() => TextWriter.Synchronized(
        new StreamWriter(System.Console.OpenStandardOutput(), System.Console.OutputEncoding, PipedBytes) { AutoFlush = true });

    public void Line(string text) => Out.WriteLine(text);

    public void Json<T>(T value) => Out.WriteLine(JsonSerializer.Serialize(value, Indented));

    private IAnsiConsole Draw()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Out),
            Ansi = Interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = Interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = Interactive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!Interactive)
        {
            console.Profile.Width = PipedWidth;
        }

        return console;
    }
}
