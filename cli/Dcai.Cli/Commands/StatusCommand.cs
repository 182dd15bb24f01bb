using System.CommandLine;
using Dcai.Api;
using Dcai.Cli.Gateway;
using Dcai.Cli.Progress;

namespace Dcai.Cli.Commands;

/// <summary>Where datasets stand.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public static Command Create(CommandContext context)
    {
        var dataset = new Argument<string?>("DATASET") { Description = "The dataset's name; every dataset unless given.", Arity = ArgumentArity.ZeroOrOne };
        var watch = new Option<bool>("--watch") { Description = "Keep showing it until Ctrl-C." };
        var workers = new Option<bool>("--workers") { Description = "The workers only." };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("status", "Where each dataset stands, and who works.") { dataset, watch, workers, json };
        gateway.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(watch) && result.GetValue(json))
            {
                result.AddError("--watch and --json do not go together: ask for JSON as often as needed");
            }

            if (result.GetValue(workers) && (result.GetValue(watch) || result.GetValue(dataset) is not null))
            {
                result.AddError("--workers goes with neither --watch nor a dataset: workers work for all of them");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var name = parsed.GetValue(dataset);
            if (parsed.GetValue(watch))
            {
                return await WatchAsync(context, client, name, cancellationToken);
            }

            if (parsed.GetValue(workers))
            {
                ShowWorkers(context.Terminal, await client.WorkersAsync(cancellationToken), parsed.GetValue(json));
                return DcaiCommandLine.Succeeded;
            }

            var statuses = await LookAsync(client, name, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(statuses);
            }
            else
            {
                Show(context.Terminal, statuses);
                ShowWorkers(context.Terminal, await client.WorkersAsync(cancellationToken), json: false);
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static void ShowWorkers(Terminal terminal, IReadOnlyList<WorkerStatus> workers, bool json)
    {
        if (json)
        {
            terminal.Json(workers);
        }
        else
        {
            terminal.Console.Write(WorkerTable.Of(new WorkerView(workers, DateTimeOffset.UtcNow)));
        }
    }

    private static void Show(Terminal terminal, IReadOnlyList<DatasetStatus> statuses)
    {
        if (statuses.Count == 0)
        {
            terminal.Line("there are no datasets yet: ./dcai create DATASET --from DIR makes one");
        }

        var remaining = new RemainingTime(TimeProvider.System);
        foreach (var status in statuses)
        {
            terminal.Line($"{status.DatasetId}: {StatusLine.Of(status, remaining)}");
            foreach (var queue in status.Outstanding)
            {
                terminal.Line($"  {queue.Command}: {StatusLine.Queue(queue)}");
            }

            if (status.SlowestStep is { } slowest)
            {
                terminal.Line($"  slowest step: {StatusLine.Slowest(slowest)}");
            }
        }
    }

    private static async Task<IReadOnlyList<DatasetStatus>> LookAsync(GatewayClient client, string? name, CancellationToken cancellationToken) =>
        name is null ? (await client.ListDatasetsAsync(cancellationToken)).Datasets : [await client.StatusAsync(name, cancellationToken)];

    private static async Task<int> WatchAsync(CommandContext context, GatewayClient client, string? name, CancellationToken cancellationToken)
    {
        try
        {
            var display = new ProgressDisplay(context.Terminal, TimeProvider.System);
            return await display.RunAsync<int>(async show =>
            {
                while (true)
                {
                    display.Workers = context.Terminal.Interactive ? new WorkerView(await client.WorkersAsync(cancellationToken), DateTimeOffset.UtcNow) : null;
                    show(await LookAsync(client, name, cancellationToken));
                    await Task.Delay(BetweenLooks, cancellationToken);
                }
            });
        }
        catch (OperationCanceledException)
        {
            return DcaiCommandLine.Succeeded;
        }
    }
}
