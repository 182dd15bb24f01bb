using Dcai.Cli.Servers;

namespace Dcai.Cli.Tests;

/// <summary>One run of the command line and what it said.</summary>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    public static Task<CommandRun> OfAsync(params string[] args) => OfAsync(new Dictionary<string, string>(), args);

    /// <summary>With somebody who types this line when he is asked.</summary>
    public static async Task<CommandRun> TypingAsync(string line, params string[] args)
    {
        using var input = new StringReader(line + "\n");
        return await OfAsync(new Dictionary<string, string>(), input, args);
    }

    public static Task<CommandRun> OfAsync(IReadOnlyDictionary<string, string> environment, params string[] args) => OfAsync(environment, input: null, args);

    private static async Task<CommandRun> OfAsync(IReadOnlyDictionary<string, string> environment, TextReader? input, string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        ServerStarter nobody = (_, _) => throw new InvalidOperationException("this test starts no server");
        var exitCode = await new DcaiCommandLine(new Terminal(output, error, interactive: false, input), nobody, environment.GetValueOrDefault).RunAsync(args);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>It failed with one line that holds these words.</summary>
    public void FailedWith(int exitCode, params string[] words)
    {
        Assert.True(exitCode == ExitCode, $"expected exit code {exitCode}, got {ExitCode}: {Error}{Out}");
        Assert.StartsWith("dcai: ", Error, StringComparison.Ordinal);
        Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        foreach (var word in words)
        {
            Assert.Contains(word, Error, StringComparison.Ordinal);
        }
    }
}
