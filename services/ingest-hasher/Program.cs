using Dcai.Hosting;
using Dcai.IngestHasher;

return await DcaiHost.RunAsync(args, new IngestHasherModule());
