using Dcai.AllInOne;
using Dcai.Hosting;

return await DcaiHost.RunAsync(args, AllInOneHost.Modules());
