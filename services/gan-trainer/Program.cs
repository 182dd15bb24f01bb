using Dcai.GanTrainer;
using Dcai.Hosting;

return await DcaiHost.RunAsync(args, new GanTrainerModule());
