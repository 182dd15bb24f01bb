using Dcai.Cli;
using Dcai.Cli.Servers;

return await new DcaiCommandLine(Terminal.OfProcess(), DcaiServers.StartAsync, Environment.GetEnvironmentVariable).RunAsync(args);
