using Dcai.Ranker;
using Dcai.Hosting;

return await DcaiHost.RunAsync(args, new RankerModule());
