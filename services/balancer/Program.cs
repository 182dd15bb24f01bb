using Dcai.Hosting;
using Dcai.Balancer;

return await DcaiHost.RunAsync(args, new BalancerModule());
