using System.CommandLine;
using Dcai.Bench.Figures;
using Dcai.Bench.Gan;

var data = new Option<DirectoryInfo?>("--data") { Description = "Images with known truth: oracle.csv with the columns sha256, file, original_split, status and agreed_label. Without it no generator is trained to paint.", HelpName = "DIR" };
var iterations = new Option<int>("--iterations") { Description = "Steps of each generator that paints.", HelpName = "N", DefaultValueFactory = _ => 3000 };
var epochs = new Option<int>("--epochs") { Description = "Epochs of the classifier and of the model that judges.", HelpName = "N", DefaultValueFactory = _ => 40 };
var memory = new Option<int>("--memory") { Description = "Steps over which memory is watched.", HelpName = "N", DefaultValueFactory = _ => 5000 };
var width = new Option<int>("--width") { Description = "Channels of the generator's last layers.", HelpName = "N", DefaultValueFactory = _ => 32 };
var rate = new Option<double>("--learning-rate") { Description = "Of the generators that paint; the paper's 0.0001 is for 200,000 steps.", HelpName = "RATE", DefaultValueFactory = _ => 1e-3 };
var gammas = new Option<double[]>("--gammas") { Description = "How much it counts that the classifier errs: one generator paints for each.", HelpName = "GAMMA", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0, 0.5] };
var sheets = new Option<DirectoryInfo?>("--sheets") { Description = "Write the sheet of samples of every check to this folder.", HelpName = "DIR" };
var only = new Option<string[]>("--only") { Description = "Some parts only: steps, memory, worth.", HelpName = "PART", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["steps", "memory", "worth"] };
only.AcceptOnlyFromAmong("steps", "memory", "worth");
var json = BenchCommand.Json();
var command = new RootCommand("Measures generators: time per step against PyTorch, memory, and how often the classifier errs on what they paint.") { only, data, iterations, epochs, memory, width, rate, gammas, sheets, json };
command.SetAction((arguments, cancellationToken) => Task.Run(
    () =>
    {
        var figures = new List<Figure>();
        var parts = arguments.GetValue(only)!;
        if (parts.Contains("steps"))
        {
            figures.AddRange(Steps.Measure(arguments.GetValue(width), Console.Out));
        }

        if (parts.Contains("memory"))
        {
            figures.AddRange(Memory.Measure(arguments.GetValue(width), arguments.GetValue(memory), Console.Out));
        }

        if (parts.Contains("worth") && arguments.GetValue(data) is { } folder)
        {
            var worth = new Worth(
                arguments.GetValue(iterations), arguments.GetValue(epochs), arguments.GetValue(width), arguments.GetValue(rate), arguments.GetValue(gammas)!, arguments.GetValue(sheets), Console.Out);
            figures.AddRange(worth.Measure(folder.FullName, cancellationToken));
        }

        new Report("gan", Report.ThisMachine(), figures).Publish(arguments.GetValue(json));
        return 0;
    },
    cancellationToken));
return await command.RunAsync(args);
