using Dcai.Hosting;
using Dcai.Ranker;

return await DcaiHost.RunAsync(args, new RankerModule());
