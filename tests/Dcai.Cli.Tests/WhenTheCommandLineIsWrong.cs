namespace Dcai.Cli.Tests;

public sealed class WhenTheCommandLineIsWrong
{
    [Theory]
    [InlineData("fly")]
    [InlineData("status", "a", "b")]
    [InlineData("create", "a")]
    [InlineData("create", "a", "--classes", "i,ii", "--from", "x")]
    [InlineData("demo", "--profile", "huge")]
    [InlineData("demo", "--seed", "many")]
    [InlineData("demo", "--oracle", "x.csv")]
    [InlineData("review", "a")]
    [InlineData("export", "a", "b", "--release", "1", "--snapshot", "1")]
    [InlineData("export", "a", "b", "--format", "tar")]
    [InlineData("status", "--watch", "--json")]
    [InlineData("up", "--port", "70000")]
    [InlineData("status", "--url", "nowhere")]
    [InlineData("status", "--url", "http://127.0.0.1:9")]
    [InlineData("demo", "--images", "10")]
    public async Task It_says_so_in_one_line_and_exits_with_2(params string[] args)
    {
        using var folder = new TemporaryFolder();
        if (args[0] == "demo")
        {
            args = [.. args, "--out", folder.Of("out")];
        }

        (await CommandRun.OfAsync(args)).FailedWith(2);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("up")]
    [InlineData("create")]
    [InlineData("settings")]
    [InlineData("ingest")]
    [InlineData("start")]
    [InlineData("status")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("cancel")]
    [InlineData("review")]
    [InlineData("export")]
    [InlineData("snapshots")]
    [InlineData("augment")]
    [InlineData("report")]
    [InlineData("scale")]
    [InlineData("chaos")]
    public async Task Every_command_explains_itself(string command)
    {
        var run = await CommandRun.OfAsync(command, "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage:", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Without_a_running_dcai_it_says_how_to_start_one()
    {
        using var folder = new TemporaryFolder();

        (await CommandRun.OfAsync("status", "--data-dir", folder.Path)).FailedWith(1, "no dcai is running here", "./dcai up");
        (await CommandRun.OfAsync("status", "--url", "http://127.0.0.1:9", "--token", "x")).FailedWith(1, "no dcai is running here", "./dcai up");
    }

    [Fact]
    public async Task A_stale_address_file_is_no_running_dcai()
    {
        using var folder = new TemporaryFolder();
        new Gateway.GatewayAddress(new Uri("http://127.0.0.1:9"), "x").Write(folder.Path);

        (await CommandRun.OfAsync("status", "--data-dir", folder.Path)).FailedWith(1, "no dcai is running here");
    }

    [Fact]
    public void The_address_file_is_its_owners_only()
    {
        using var folder = new TemporaryFolder();
        new Gateway.GatewayAddress(new Uri("http://127.0.0.1:9"), "x").Write(folder.Path);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Of("gateway.json")));
        }
    }

    [Fact]
    public void A_command_that_is_asked_for_is_built_alone()
    {
        using var silent = new StringWriter();
        var commandLine = new DcaiCommandLine(new Terminal(silent, silent, interactive: false), (_, _) => throw new InvalidOperationException("this test starts no server"), _ => null);

        Assert.All(commandLine.Build().Subcommands, command => Assert.Equal([command.Name], commandLine.Build(command.Name).Subcommands.Select(one => one.Name)));
    }
}
