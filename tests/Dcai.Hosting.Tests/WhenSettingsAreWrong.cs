using Dcai.Orchestrator;

namespace Dcai.Hosting.Tests;

/// <summary>Each gives exit code 1 and one line that names the setting.</summary>
public sealed class WhenSettingsAreWrong : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public Task No_folder_for_the_store() => AssertRefusedAsync("Dcai:Store:Root", "--Dcai:Store:Root=");

    [Fact]
    public Task An_unknown_kind_of_store() => AssertRefusedAsync("Dcai:Store:Kind", "--Dcai:Store:Kind=Floppy");

    [Fact]
    public Task An_s3_server_without_a_url() => AssertRefusedAsync("Dcai:Store:Endpoint", "--Dcai:Store:Kind=S3", "--Dcai:Store:Endpoint=nowhere");

    [Fact]
    public Task A_broker_without_a_url() => AssertRefusedAsync("Dcai:Bus:Url", "--Dcai:Bus:Transport=RabbitMq", "--Dcai:Bus:Url=nowhere");

    [Fact]
    public Task A_port_that_is_no_number() => AssertRefusedAsync("Dcai:Http:Port", "--Dcai:Http:Port=eighty");

    [Fact]
    public Task A_port_that_is_too_big() => AssertRefusedAsync("Dcai:Http:Port", "--Dcai:Http:Port=70000");

    [Fact]
    public Task An_address_that_is_none() => AssertRefusedAsync("Dcai:Http:Address", "--Dcai:Http:Address=everywhere");

    [Fact]
    public Task A_module_s_setting_out_of_range() => AssertRefusedAsync("Dcai:orchestrator:TimerSeconds", "--Dcai:orchestrator:TimerSeconds=0");

    [Fact]
    public Task A_module_s_setting_that_is_no_number() => AssertRefusedAsync("Dcai:orchestrator:TimerSeconds", "--Dcai:orchestrator:TimerSeconds=soon");

    [Fact]
    public Task A_folder_that_cannot_be_made() => AssertRefusedAsync("/proc/dcai", "--Dcai:Store:Root=/proc/dcai");

    [Fact]
    public async Task A_folder_that_is_a_file()
    {
        Directory.CreateDirectory(_data.Root);
        var file = Path.Join(_data.Root, "file");
        await File.WriteAllTextAsync(file, "");
        await AssertRefusedAsync(file, $"--Dcai:Store:Root={file}");
    }

    [Fact]
    public Task An_s3_server_that_is_not_there() =>
        AssertRefusedAsync("127.0.0.1:9", "--Dcai:Store:Kind=S3", "--Dcai:Store:Endpoint=http://127.0.0.1:9", "--Dcai:Store:AccessKey=a", "--Dcai:Store:SecretKey=b");

    private async Task AssertRefusedAsync(string named, params string[] settings)
    {
        var errors = new StringWriter();
        var before = Console.Error;
        Console.SetError(errors);
        int code;
        try
        {
            code = await DcaiHost.RunAsync(
                [$"--Dcai:Store:Root={_data.Root}", "--Dcai:Bus:Transport=InMemory", "--Dcai:Log:Level=Fatal", .. settings], new OrchestratorModule());
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Equal(1, code);
        var line = Assert.Single(errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, line, StringComparison.Ordinal);
    }
}
