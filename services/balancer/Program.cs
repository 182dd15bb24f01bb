using Dcai.Balancer;
using Dcai.Hosting;

return await DcaiHost.RunAsync(args, new BalancerModule());
