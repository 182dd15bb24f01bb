using Dcai.Hosting;
using Dcai.Orchestrator;

return await DcaiHost.RunAsync(args, new OrchestratorModule());
