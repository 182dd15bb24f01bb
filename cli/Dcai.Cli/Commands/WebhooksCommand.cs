using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Spectre.Console;

namespace Dcai.Cli.Commands;

/// <summary>Other programs are told what happens.</summary>
internal static class WebhooksCommand
{
    public static Command Create(CommandContext context) =>
        new("webhooks", "Tell other programs what happens: chats, ticket systems, pipelines.")
        {
            List(context),
            Add(context),
            RenewSecret(context),
            Remove(context),
            Test(context),
            Attempts(context),
            Replay(context),
        };

    private static Command List(CommandContext context)
    {
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("list", "All of them.") { json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var webhooks = new List<Webhook>();
            await foreach (var webhook in client.WebhooksAsync(cancellationToken))
            {
                webhooks.Add(webhook);
            }

            if (parsed.GetValue(json))
            {
                context.Terminal.Json(webhooks);
                return DcaiCommandLine.Succeeded;
            }

            if (webhooks.Count == 0)
            {
                context.Terminal.Line("no program is told of anything: see 'dcai webhooks add'");
                return DcaiCommandLine.Succeeded;
            }

            var table = new Table().Border(TableBorder.Simple)
                .AddColumn(new TableColumn("id").NoWrap()).AddColumn("name").AddColumn("address").AddColumn("format").AddColumn("told of").AddColumn("state");
            foreach (var (webhook, settings) in webhooks.Select(webhook => (webhook, webhook.Settings)))
            {
                table.AddRow(
                    webhook.WebhookId, Markup.Escape(settings.Name), Markup.Escape(settings.Url), settings.Format.ToString().ToLowerInvariant(),
                    settings.Events.Count == 0 ? "everything" : string.Join(", ", settings.Events),
                    Markup.Escape(settings.Enabled ? "on" : webhook.DisabledBecause is { } why ? $"off: {why}" : "off"));
            }

            context.Terminal.Console.Write(table);
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static Command Add(CommandContext context)
    {
        var url = new Argument<string>("URL") { Description = "Where messages go: https or http." };
        var name = new Option<string>("--name") { Description = "What people call it.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var format = new Option<WebhookFormat>("--format") { Description = "standard, slack (Mattermost too) or teams.", DefaultValueFactory = _ => WebhookFormat.Standard };
        var events = new Option<string[]>("--event")
        {
            Description = "Only these: review.opened, review.completed, dataset.suspended, release.ready, image.erased.",
            HelpName = "NAME",
            DefaultValueFactory = _ => [],
        };
        var datasets = new Option<string[]>("--dataset") { Description = "Only what concerns these.", HelpName = "DATASET", DefaultValueFactory = _ => [] };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("add", "Have a program told; prints the secret that verifies the messages, this once.") { url, name, format, events, datasets, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var created = await client.CreateWebhookAsync(
                new WebhookSettings
                {
                    Url = parsed.GetValue(url)!,
                    Name = parsed.GetValue(name)!,
                    Format = parsed.GetValue(format),
                    Events = parsed.GetValue(events)!,
                    Datasets = parsed.GetValue(datasets)!,
                },
                cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(created);
            }
            else
            {
                context.Terminal.Line($"webhook {created.Webhook.WebhookId} is told from now on; try it with 'dcai webhooks test {created.Webhook.WebhookId}'");
                context.Terminal.Line($"its secret, shown this once: {created.Secret}");
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static Command RenewSecret(CommandContext context)
    {
        var id = Id();
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("renew-secret", "Give it a new secret, printed this once; for 24 hours messages are signed with the one before too.") { id, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var renewed = await client.RenewWebhookSecretAsync(parsed.GetValue(id)!, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(renewed);
            }
            else
            {
                var until = renewed.Webhook.EarlierSecretUntil?.ToString("u", CultureInfo.InvariantCulture);
                context.Terminal.Line($"the new secret of webhook {renewed.Webhook.WebhookId}, shown this once: {renewed.Secret}");
                context.Terminal.Line($"until {until} messages are signed with the one before too");
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static Command Remove(CommandContext context)
    {
        var id = Id();
        var gateway = new GatewayOptionSet();
        var command = new Command("remove", "Tell it nothing any more, and remove its history.") { id };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            await client.DeleteWebhookAsync(parsed.GetValue(id)!, cancellationToken);
            context.Terminal.Line($"webhook {parsed.GetValue(id)} is gone");
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static Command Test(CommandContext context)
    {
        var id = Id();
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("test", "Send it a test; fails where it is not taken.") { id, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var tested = await client.TestWebhookAsync(parsed.GetValue(id)!, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(tested);
            }

            var attempt = tested.Attempts.Count > 0 ? tested.Attempts[^1] : null;
            if (tested.State != DeliveryState.Delivered)
            {
                throw new CommandFailedException($"webhook {parsed.GetValue(id)} did not take the test: {attempt?.Problem ?? "the gateway ended amid it"}");
            }

            if (!parsed.GetValue(json))
            {
                context.Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"taken with status {attempt?.Status} in {attempt?.Seconds:0.00} s"));
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static Command Attempts(CommandContext context)
    {
        var id = Id();
        var limit = new Option<int>("--limit") { Description = "The newest so many messages.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("attempts", "What was sent to it or is to be, the newest first, with every attempt.") { id, limit, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var deliveries = new List<WebhookDelivery>();
            await foreach (var delivery in client.WebhookDeliveriesAsync(parsed.GetValue(id)!, parsed.GetValue(limit), cancellationToken))
            {
                deliveries.Add(delivery);
            }

            if (parsed.GetValue(json))
            {
                context.Terminal.Json(deliveries);
                return DcaiCommandLine.Succeeded;
            }

            foreach (var delivery in deliveries)
            {
                var next = delivery.NextAttemptAt is { } at ? $", next at {at.ToString("u", CultureInfo.InvariantCulture)}" : "";
                context.Terminal.Line($"{delivery.DeliveryId}  {delivery.At.ToString("u", CultureInfo.InvariantCulture)}  {delivery.Title}: {delivery.State.ToString().ToLowerInvariant()}{next}");
                foreach (var attempt in delivery.Attempts)
                {
                    var came = attempt.Succeeded == true ? $"taken with status {attempt.Status}" : attempt.Problem ?? "not ended";
                    context.Terminal.Line($"    {attempt.At.ToString("u", CultureInfo.InvariantCulture)}  {came}");
                }
            }

            if (deliveries.Count == 0)
            {
                context.Terminal.Line("nothing was sent to it yet");
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static Command Replay(CommandContext context)
    {
        var id = Id();
        var delivery = new Argument<string>("DELIVERY") { Description = "As 'dcai webhooks attempts' prints it." };
        var gateway = new GatewayOptionSet();
        var command = new Command("replay", "Send a message again, under its id.") { id, delivery };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            await client.ReplayWebhookDeliveryAsync(parsed.GetValue(id)!, parsed.GetValue(delivery)!, cancellationToken);
            context.Terminal.Line($"{parsed.GetValue(delivery)} is sent again");
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "As 'dcai webhooks list' prints it." };
}
