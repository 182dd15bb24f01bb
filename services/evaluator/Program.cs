using Dcai.Evaluator;
using Dcai.Hosting;

return await DcaiHost.RunAsync(args, new EvaluatorModule());
