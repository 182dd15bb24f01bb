using Dcai.Hosting;
using Dcai.ReviewGateway;

return await DcaiHost.RunAsync(args, new ReviewGatewayModule());
