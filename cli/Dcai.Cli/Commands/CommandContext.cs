using Dcai.Cli.Servers;

namespace Dcai.Cli.Commands;

/// <summary>What every command may use.</summary>
/// <param name="Terminal">Where it speaks.</param>
/// <param name="Starter">Starts everything.</param>
/// <param name="Environment">Reads an environment variable.</param>
internal sealed record CommandContext(Terminal Terminal, ServerStarter Starter, Func<string, string?> Environment);
