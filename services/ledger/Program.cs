using Dcai.Hosting;
using Dcai.Ledger;

return await DcaiHost.RunAsync(args, new LedgerModule());
