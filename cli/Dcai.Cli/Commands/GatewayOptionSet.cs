using System.CommandLine;
using Dcai.Cli.Gateway;

namespace Dcai.Cli.Commands;

/// <summary>How a command finds the running dcai.</summary>
internal sealed class GatewayOptionSet
{
    private readonly Option<string?> _url = new("--url") { Description = $"Address of a running dcai (or {GatewayAddress.UrlVariable}).", HelpName = "URL" };

    private readonly Option<string?> _token = new("--token") { Description = $"Its token (or {GatewayAddress.TokenVariable}).", HelpName = "TOKEN" };

    private readonly Option<string?> _dataDirectory = new("--data-dir")
    {
        Description = "Data folder of the running dcai; ~/.local/share/dcai unless given.",
        HelpName = "DIR",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_token);
        command.Options.Add(_dataDirectory);
    }

    public GatewayClient Connect(ParseResult parsed, CommandContext context) =>
        new(GatewayAddress.Find(parsed.GetValue(_url), parsed.GetValue(_token), parsed.GetValue(_dataDirectory), context.Environment));
}
