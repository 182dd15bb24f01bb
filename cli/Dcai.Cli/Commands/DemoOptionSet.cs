using System.CommandLine;
using Dcai.Cli.Demo;

namespace Dcai.Cli.Commands;

/// <summary>The options that say which images a run curates, and how.</summary>
internal sealed class DemoOptionSet
{
    private readonly Option<string?> _data = new("--data") { Description = "Images as class/image or split/class/image; synthetic numerals unless given.", HelpName = "DIR" };
    private readonly Option<string?> _oracle = new("--oracle") { Description = "The truth: CSV with sha256,agreed_label or path,label.", HelpName = "CSV" };
    private readonly Option<string?> _test = new("--test") { Description = "Test images as class/image; never trained on.", HelpName = "DIR" };
    private readonly Option<string> _profile = CommonArguments.Profile();
    private readonly Option<ulong> _seed = CommonArguments.Seed();
    private readonly Option<string[]> _set = CommonArguments.Set();
    private readonly Option<string> _output;
    private readonly Option<int> _count;

    /// <param name="output">Where it goes unless told otherwise.</param>
    /// <param name="syntheticCount">Synthetic images unless told otherwise.</param>
    public DemoOptionSet(string output, int syntheticCount)
    {
        _output = new("--out") { Description = "Where the run, its report and the certified dataset go.", DefaultValueFactory = _ => output, HelpName = "DIR" };
        _count = new("--images") { Description = "How many synthetic images, without --data.", DefaultValueFactory = _ => syntheticCount, HelpName = "N" };
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _data, _oracle, _test, _profile, _seed, _output, _count, _set })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_data) is null && (result.GetValue(_oracle) ?? result.GetValue(_test)) is not null)
            {
                result.AddError("--oracle and --test belong to --data: the synthetic numerals bring their own");
            }
        });
    }

    public DemoRequest Read(ParseResult parsed) => new()
    {
        Data = parsed.GetValue(_data),
        Oracle = parsed.GetValue(_oracle),
        Test = parsed.GetValue(_test),
        Profile = parsed.GetValue(_profile)!,
        Seed = parsed.GetValue(_seed),
        Out = Path.GetFullPath(parsed.GetValue(_output)!),
        SyntheticCount = parsed.GetValue(_count),
        Set = parsed.GetValue(_set)!,
        Json = false,
    };
}
