using System.Buffers.Text;
using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Dcai.Api;
using Spectre.Console;

namespace Dcai.Cli.Commands;

/// <summary>Who may log in, and what they may do.</summary>
internal static class UsersCommand
{
    private const int GeneratedBytes = 15;

    public static Command Create(CommandContext context) => new("users", "Who may log in to the page for reviewers, and what they may do. For admins of everything.")
    {
        List(context),
        Add(context),
        Remove(context),
        Password(context),
        Grant(context),
        Revoke(context),
    };

    private static Command List(CommandContext context)
    {
        var json = CommonArguments.Json();
        return GatewayCommand.Create(context, new Command("list", "Everybody, with their roles.") { json }, async (parsed, client, cancellationToken) =>
        {
            var users = await client.UsersAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(users);
                return;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumn("name").AddColumn("roles").AddColumn("password").AddColumn(new TableColumn("changed").NoWrap()).AddColumn("by");
            foreach (var user in users)
            {
                table.AddRow(
                    Markup.Escape(user.Name), Markup.Escape(GrantText.Of(user.Grants)), user.HasPassword ? "yes" : "no",
                    user.ChangedAt.ToString("u", CultureInfo.InvariantCulture), Markup.Escape(user.ChangedBy));
            }

            context.Terminal.Console.Write(table);
        });
    }

    private static Command Add(CommandContext context)
    {
        var (name, role, dataset, file, json) = (Name(), GrantOptions.Role(), GrantOptions.Dataset(), PasswordFile(), CommonArguments.Json());
        role.Description += " None unless given.";
        var none = new Option<bool>("--no-password") { Description = "They log in by single sign-on only." };
        var command = new Command("add", "Let somebody log in; without --password-file a password is made and printed once.") { name, role, dataset, file, none, json };
        return GatewayCommand.Create(context, command, async (parsed, client, cancellationToken) =>
        {
            if (parsed.GetValue(dataset) is not null && parsed.GetValue(role) is null)
            {
                throw new UsageException("--dataset says where a role counts: say which with --role");
            }

            if (parsed.GetValue(none) && parsed.GetValue(file) is not null)
            {
                throw new UsageException("--no-password and --password-file exclude each other");
            }

            var (password, isMade) = parsed.GetValue(none) ? (null, false) : await ReadPasswordAsync(parsed.GetValue(file), cancellationToken);
            var user = await client.AddUserAsync(
                new AddUser
                {
                    Name = parsed.GetValue(name)!,
                    Password = password,
                    Grants = parsed.GetValue(role) is { } wanted ? [new Grant { Role = wanted, DatasetId = parsed.GetValue(dataset) }] : [],
                },
                cancellationToken);
            Tell(context.Terminal, parsed.GetValue(json), user, $"{user.Name} may log in: {GrantText.Of(user.Grants)}", isMade ? password : null);
        });
    }

    private static Command Remove(CommandContext context)
    {
        var name = Name();
        return GatewayCommand.Create(context, new Command("remove", "End somebody's sessions and let them log in no more; what they decided stays.") { name }, async (parsed, client, cancellationToken) =>
        {
            await client.RemoveUserAsync(parsed.GetValue(name)!, cancellationToken);
            context.Terminal.Line($"{parsed.GetValue(name)} is out, and logs in no more");
        });
    }

    private static Command Password(CommandContext context)
    {
        var (name, file, json) = (Name(), PasswordFile(), CommonArguments.Json());
        var command = new Command("password", "Another password for somebody, which ends their sessions; without --password-file one is made and printed once.") { name, file, json };
        return GatewayCommand.Create(context, command, async (parsed, client, cancellationToken) =>
        {
            var (password, isMade) = await ReadPasswordAsync(parsed.GetValue(file), cancellationToken);
            await client.SetPasswordAsync(parsed.GetValue(name)!, password, cancellationToken);
            var user = (await client.UsersAsync(cancellationToken)).First(user => user.Name.Equals(parsed.GetValue(name), StringComparison.OrdinalIgnoreCase));
            Tell(context.Terminal, parsed.GetValue(json), user, $"{user.Name} has another password", isMade ? password : null);
        });
    }

    private static Command Grant(CommandContext context)
    {
        var (name, role, dataset, json) = (Name(), GrantOptions.Role(), GrantOptions.Dataset(), CommonArguments.Json());
        role.Required = true;
        var command = new Command("grant", "Give somebody a role, in place of the one that they have for the same dataset or for all.") { name, role, dataset, json };
        return GatewayCommand.Create(context, command, async (parsed, client, cancellationToken) =>
        {
            var user = await client.GrantAsync(
                parsed.GetValue(name)!, new Grant { Role = parsed.GetValue(role)!.Value, DatasetId = parsed.GetValue(dataset) }, cancellationToken);
            Tell(context.Terminal, parsed.GetValue(json), user, $"{user.Name}: {GrantText.Of(user.Grants)}");
        });
    }

    private static Command Revoke(CommandContext context)
    {
        var (name, dataset, json) = (Name(), GrantOptions.Dataset(), CommonArguments.Json());
        dataset.Description = "The role for this dataset; without it, the one for all datasets.";
        return GatewayCommand.Create(context, new Command("revoke", "Take a role away from somebody.") { name, dataset, json }, async (parsed, client, cancellationToken) =>
        {
            var user = await client.RevokeAsync(parsed.GetValue(name)!, parsed.GetValue(dataset), cancellationToken);
            Tell(context.Terminal, parsed.GetValue(json), user, $"{user.Name}: {GrantText.Of(user.Grants)}");
        });
    }

    private static Argument<string> Name() => new("NAME") { Description = "The user's name, which stands beside every decision of theirs." };

    private static Option<string?> PasswordFile() => new("--password-file") { Description = "A file whose first line is the password, such as /dev/stdin.", HelpName = "FILE" };

    private static void Tell(Terminal terminal, bool asJson, UserAccount user, string line, string? password = null)
    {
        if (asJson)
        {
            terminal.Json(new { user, password });
            return;
        }

        terminal.Line(line);
        if (password is not null)
        {
            terminal.Line($"password: {password} (shown this once)");
        }
    }

    private static async Task<(string Password, bool IsMade)> ReadPasswordAsync(string? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(GeneratedBytes)), true);
        }

        using var reader = new StreamReader(file);
        return (await reader.ReadLineAsync(cancellationToken) ?? throw new CommandFailedException($"{file} is empty: its first line is the password"), false);
    }
}
