using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Spectre.Console;

namespace Dcai.Cli.Commands;

/// <summary>What programs carry instead of a password.</summary>
internal static class TokensCommand
{
    private const int UsualDays = 90;

    public static Command Create(CommandContext context) => new("tokens", "API tokens, which programs carry (--token, DCAI_TOKEN). For admins of everything.")
    {
        List(context),
        Make(context),
        Revoke(context),
    };

    private static Command List(CommandContext context)
    {
        var json = CommonArguments.Json();
        return GatewayCommand.Create(context, new Command("list", "Those that open something.") { json }, async (parsed, client, cancellationToken) =>
        {
            var tokens = await client.TokensAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(tokens);
                return;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumn("name").AddColumn(new TableColumn("id").NoWrap()).AddColumn("role").AddColumn(new TableColumn("until").NoWrap()).AddColumn("made by");
            foreach (var token in tokens)
            {
                table.AddRow(
                    Markup.Escape(token.Name), token.TokenId, Markup.Escape(GrantText.Of([token.Grant])),
                    token.ExpiresAt.ToString("u", CultureInfo.InvariantCulture), Markup.Escape(token.CreatedBy));
            }

            context.Terminal.Console.Write(table);
        });
    }

    private static Command Make(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "What it is for; it stands beside decisions that are made with it." };
        var (role, dataset, json) = (GrantOptions.Role(), GrantOptions.Dataset(), CommonArguments.Json());
        role.Required = true;
        var days = new Option<int>("--days") { Description = "Until it opens nothing any more, 1 to 366.", DefaultValueFactory = _ => UsualDays, HelpName = "N" };
        var command = new Command("create", "Make one; its secret is printed once.") { name, role, dataset, days, json };
        return GatewayCommand.Create(context, command, async (parsed, client, cancellationToken) =>
        {
            var created = await client.CreateTokenAsync(
                new CreateApiToken
                {
                    Name = parsed.GetValue(name)!,
                    Grant = new Grant { Role = parsed.GetValue(role)!.Value, DatasetId = parsed.GetValue(dataset) },
                    Days = parsed.GetValue(days),
                },
                cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(created);
                return;
            }

            context.Terminal.Line($"{created.Token.Name} ({created.Token.TokenId}) is {GrantText.Of([created.Token.Grant])} until {created.Token.ExpiresAt.UtcDateTime:yyyy-MM-dd}");
            context.Terminal.Line($"token: {created.Secret} (shown this once)");
        });
    }

    private static Command Revoke(CommandContext context)
    {
        var id = new Argument<string>("ID") { Description = "As 'dcai tokens list' prints it." };
        return GatewayCommand.Create(context, new Command("revoke", "Let one open nothing any more.") { id }, async (parsed, client, cancellationToken) =>
        {
            await client.RevokeTokenAsync(parsed.GetValue(id)!, cancellationToken);
            context.Terminal.Line($"token {parsed.GetValue(id)} opens nothing any more");
        });
    }
}
