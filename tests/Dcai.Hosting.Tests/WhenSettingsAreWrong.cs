using Dcai.Orchestrator;
using Dcai.Tests;

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

    [Theory]
    [InlineData("--Dcai:Telemetry:OtlpEndpoint=collector:4318", "Dcai:Telemetry:OtlpEndpoint")]
    [InlineData("--Dcai:Telemetry:OtlpEndpoint=/var/run/collector", "Dcai:Telemetry:OtlpEndpoint")]
    [InlineData("--Dcai:Telemetry:MetricsSeconds=0", "Dcai:Telemetry:MetricsSeconds")]
    public Task A_collector_that_cannot_be(string setting, string named) => AssertRefusedAsync(named, setting);

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
        AssertRefusedAsync(
            "127.0.0.1:9", "--Dcai:Store:Kind=S3", "--Dcai:Store:Endpoint=http://127.0.0.1:9", "--Dcai:Store:AccessKey=a", "--Dcai:Store:SecretKey=b",
            "--Dcai:StartPatienceSeconds=0");

    [Fact]
    public Task A_broker_that_is_not_there() =>
        AssertRefusedAsync(
            "The broker at 127.0.0.1:9 cannot be reached", "--Dcai:Bus:Transport=RabbitMq", "--Dcai:Bus:Url=amqp://guest:guest@127.0.0.1:9/", "--Dcai:StartPatienceSeconds=0",
            $"--Dcai:Store:Root={_data.Root}");

    [BrokerFact]
    public Task A_broker_that_refuses_the_password() =>
        AssertRefusedAsync(
            "check user, password and virtual host in DCAI__BUS__URL", "--Dcai:Bus:Transport=RabbitMq",
            $"--Dcai:Bus:Url={BrokerFactAttribute.Url?.Replace(":guest@", ":wrong@", StringComparison.Ordinal)}", $"--Dcai:Store:Root={_data.Root}");

    [Fact]
    public Task Patience_without_end() => AssertRefusedAsync("Dcai:StartPatienceSeconds", "--Dcai:StartPatienceSeconds=-1");

    [Fact]
    public Task A_failpoint_that_is_none() => AssertRefusedAsync("Dcai:Failpoint", "--Dcai:Failpoint=after-lunch", $"--Dcai:Store:Root={_data.Root}");

    [Fact]
    public Task A_ca_file_that_is_not_there() =>
        AssertRefusedAsync("DCAI__STORE__CAFILE", "--Dcai:Store:Kind=S3", "--Dcai:Store:Endpoint=https://127.0.0.1:9", "--Dcai:Store:CaFile=/nowhere/ca.pem");

    [Fact]
    public async Task A_ca_file_without_a_certificate()
    {
        Directory.CreateDirectory(_data.Root);
        var file = Path.Join(_data.Root, "ca.pem");
        await File.WriteAllTextAsync(file, "not a certificate");
        await AssertRefusedAsync("holds no certificate", "--Dcai:Bus:Transport=RabbitMq", "--Dcai:Bus:Url=amqps://broker/", $"--Dcai:Bus:CaFile={file}");
    }

    [Fact]
    public async Task A_ca_file_for_a_broker_that_does_not_encrypt()
    {
        using var certificates = new Certificates();
        await AssertRefusedAsync("amqps", "--Dcai:Bus:Transport=RabbitMq", "--Dcai:Bus:Url=amqp://broker/", $"--Dcai:Bus:CaFile={certificates.Authority}");
    }

    [Fact]
    public async Task A_ca_file_for_a_store_that_does_not_encrypt()
    {
        using var certificates = new Certificates();
        await AssertRefusedAsync("https", "--Dcai:Store:Kind=S3", "--Dcai:Store:Endpoint=http://127.0.0.1:9", $"--Dcai:Store:CaFile={certificates.Authority}");
    }

    [Fact]
    public async Task A_certificate_without_a_key()
    {
        using var certificates = new Certificates();
        await AssertRefusedAsync("Dcai:Http:Key", $"--Dcai:Http:Certificate={certificates.Certificate}");
    }

    [Fact]
    public async Task A_key_of_another_certificate()
    {
        using var certificates = new Certificates();
        using var others = new Certificates();
        await AssertRefusedAsync("DCAI__HTTP__KEY", $"--Dcai:Http:Certificate={certificates.Certificate}", $"--Dcai:Http:Key={others.Key}");
    }

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
