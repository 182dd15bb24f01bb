using Dcai.AuxTrainer;
using Dcai.Hosting;

return await DcaiHost.RunAsync(args, new AuxTrainerModule());
