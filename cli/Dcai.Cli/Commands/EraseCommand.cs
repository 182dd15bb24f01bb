using System.CommandLine;

namespace Dcai.Cli.Commands;

/// <summary>Erases one image.</summary>
internal static class EraseCommand
{
    public static Command Create(CommandContext context)
    {
        var dataset = new Argument<string?>("DATASET") { Description = "The dataset to erase it from; none with --everywhere.", Arity = ArgumentArity.ZeroOrOne };
        var sample = new Option<string>("--sample") { Description = "The image: SHA-256 of its bytes, as certificates.jsonl and reviews name it.", HelpName = "SHA256", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, in one line; it stays in the audit.", HelpName = "TEXT", Required = true };
        var everywhere = new Option<bool>("--everywhere") { Description = "From every dataset; none ever takes it again." };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("erase", "Erase one image: its bytes go, nothing shows it or learns from it again, and it is not taken again.") { dataset, sample, reason, everywhere, json };
        gateway.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(dataset) is null != result.GetValue(everywhere))
            {
                result.AddError("name a dataset, or say --everywhere");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var sampleId = parsed.GetValue(sample)!;
            var result = parsed.GetValue(dataset) is { } datasetId
                ? await client.EraseAsync(datasetId, sampleId, parsed.GetValue(reason)!, cancellationToken)
                : await client.EraseEverywhereAsync(sampleId, parsed.GetValue(reason)!, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(result);
            }
            else
            {
                var where = result.Datasets.Count == 0 ? "no dataset has it" : $"erased from {string.Join(", ", result.Datasets)}";
                context.Terminal.Line($"{sampleId}: {where}; {(result.BytesRemoved ? "its bytes are gone" : $"its bytes stay, for {string.Join(", ", result.UsedBy)}: say --everywhere where they must go")}");
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }
}
