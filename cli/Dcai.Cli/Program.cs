using Dcai.Cli;
using Dcai.Cli.Embedded;

return await new DcaiCommandLine(Terminal.OfProcess(), AllInOneServer.StartAsync, Environment.GetEnvironmentVariable).RunAsync(args);
