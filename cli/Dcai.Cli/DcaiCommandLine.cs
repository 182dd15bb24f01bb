using System.CommandLine;
using System.CommandLine.Invocation;
using Dcai.Cli.Commands;
using Dcai.Cli.Gateway;
using Dcai.Cli.Servers;
using Dcai.Fingerprints;
using Dcai.ObjectStorage;

namespace Dcai.Cli;

/// <summary>The <c>dcai</c> command: parses, runs, and says in one line what went wrong. Exit code 0, 1 (failed) or 2 (usage).</summary>
internal sealed class DcaiCommandLine(Terminal terminal, ServerStarter starter, Func<string, string?> environment)
{
    public const int Succeeded = 0;
    public const int Failed = 1;
    public const int Misused = 2;

    private static readonly (string Name, Func<CommandContext, Command> Create)[] Commands =
    [
        ("demo", DemoCommand.Create),
        ("up", UpCommand.Create),
        ("scale", ScaleCommand.Create),
        ("create", CreateCommand.Create),
        ("settings", SettingsCommand.Create),
        ("ingest", IngestCommand.Create),
        ("start", context => SteeringCommands.Create(context, "start", "Begin to curate a dataset, or begin its next generation.", (client, id, ct) => client.StartAsync(id, ct))),
        ("status", StatusCommand.Create),
        ("pause", context => SteeringCommands.Create(context, "pause", "Send nothing new until the dataset is resumed.", (client, id, ct) => client.PauseAsync(id, ct))),
        ("resume", context => SteeringCommands.Create(context, "resume", "Go on after a pause or a fault.", (client, id, ct) => client.ResumeAsync(id, ct))),
        ("cancel", context => SteeringCommands.Create(context, "cancel", "Stop curating a dataset for good; what is certified stays certified.", (client, id, ct) => client.CancelAsync(id, ct))),
        ("delete", DeleteCommand.Create),
        ("gc", GcCommand.Create),
        ("erase", EraseCommand.Create),
        ("backup", BackupCommands.CreateBackup),
        ("restore", BackupCommands.CreateRestore),
        ("review", ReviewCommand.Create),
        ("balance", BalanceCommand.Create),
        ("export", ExportCommand.Create),
        ("verify", VerifyCommand.Create),
        ("report", ReportCommand.Create),
        ("snapshots", SnapshotsCommand.Create),
        ("diff", DiffCommand.Create),
        ("reviewers", ReviewersCommand.Create),
        ("audit", AuditCommand.Create),
        ("dead-letters", DeadLettersCommand.Create),
        ("users", UsersCommand.Create),
        ("tokens", TokensCommand.Create),
        ("access", AccessCommand.Create),
        ("webhooks", WebhooksCommand.Create),
        ("dedup", DedupCommand.Create),
        ("augment", AugmentCommand.Create),
        ("chaos", ChaosCommand.Create),
    ];

    /// <summary>An embedded dcai ends its slice of training before it stops.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromMinutes(1);

    /// <param name="asked">The first argument. Where it names a command, only that one is built: all of them would be a tenth of the time that a short one takes.</param>
    public RootCommand Build(string? asked = null)
    {
        var context = new CommandContext(terminal, starter, environment);
        var root = new RootCommand("Turns a stream of labelled images into a small, balanced, certified dataset, release after release.");
        var known = Array.FindAll(Commands, command => command.Name == asked);
        foreach (var (_, create) in known.Length > 0 ? known : Commands)
        {
            root.Add(create(context));
        }

        return root;
    }

    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken = default)
    {
        var parsed = Build(args.FirstOrDefault()).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            var name = string.Join(' ', CommandPath(parsed.CommandResult));
            var complaint = parsed.UnmatchedTokens is [var stranger, ..] ? $"'{stranger}' is no command, argument or option here" : parsed.Errors[0].Message.TrimEnd('.');
            return Complain(Misused, $"{complaint}; see ./dcai {(name.Length > 0 ? $"{name} " : "")}--help");
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = LongestFarewell,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (UsageException misuse)
        {
            return Complain(Misused, misuse.Message);
        }
        catch (OperationCanceledException)
        {
            return Complain(Failed, "stopped; nothing that was answered is lost: run the same command again to go on");
        }
        catch (Exception failure) when (failure is CommandFailedException or GatewayRefusedException or ImageSourceException or ObjectStoreException or InvalidDataException)
        {
            return Complain(Failed, failure.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Complain(Failed, failure.Message);
        }
        catch (Exception failure) when (environment("DCAI_DEBUG") is not { Length: > 0 })
        {
            return Complain(Failed, $"failed unexpectedly ({failure.GetType().Name}: {failure.Message}); run it with DCAI_DEBUG=1 to see where");
        }
    }

    private static IEnumerable<string> CommandPath(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult parent ? [.. CommandPath(parent), command.Command.Name] : [];

    private int Complain(int exitCode, string message)
    {
        terminal.Error.WriteLine($"dcai: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
