using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Dcai.Hosting;

/// <summary>What every service is told: environment variables <c>DCAI__STORE__ROOT</c> and so on override these defaults.</summary>
public sealed class DcaiOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Dcai";

    public StoreOptions Store { get; set; } = new();

    public BusOptions Bus { get; set; } = new();

    public HttpOptions Http { get; set; } = new();

    public LogOptions Log { get; set; } = new();

    public WorkOptions Work { get; set; } = new();

    /// <summary>How long the process waits at its start for a broker or a store that does not answer.</summary>
    [Range(0, 86_400, ErrorMessage = "Dcai:StartPatienceSeconds must be in [0, 86400] (DCAI__STARTPATIENCESECONDS).")]
    public double StartPatienceSeconds { get; set; } = 300;

    /// <summary>Where this process kills itself, for tests of what a crash there costs: <c>after-store:2</c> is after the second object that it created. Empty: nowhere.</summary>
    public string Failpoint { get; set; } = "";

    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>Id of the process that supervises this one, which ends when that one has ended; 0 for none.</summary>
    public int Parent { get; set; }
}

/// <summary>Where objects are kept.</summary>
public sealed class StoreOptions : IValidatableObject
{
    public StoreKind Kind { get; set; } = StoreKind.FileSystem;

    /// <summary>Folder of the file-system store.</summary>
    public string Root { get; set; } = "";

    /// <summary>URL of the S3 server.</summary>
    public string Endpoint { get; set; } = "";

    public string Bucket { get; set; } = "dcai";

    public string AccessKey { get; set; } = "";

    public string SecretKey { get; set; } = "";

    public string Region { get; set; } = "us-east-1";

    /// <summary>PEM file of the authorities that an <c>https</c> server's certificate must come from; empty for those of the system.</summary>
    public string CaFile { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kind == StoreKind.FileSystem && Root.Length == 0)
        {
            yield return new ValidationResult("Dcai:Store:Root is empty: name the folder that keeps the objects (DCAI__STORE__ROOT).");
        }

        if (Kind == StoreKind.S3 && !Uri.TryCreate(Endpoint, UriKind.Absolute, out _))
        {
            yield return new ValidationResult($"Dcai:Store:Endpoint is '{Endpoint}': expected a URL such as http://127.0.0.1:9000 (DCAI__STORE__ENDPOINT).");
        }

        if (Kind == StoreKind.S3 && TlsFiles.AuthoritiesFailure("Dcai:Store:CaFile", "DCAI__STORE__CAFILE", CaFile) is { } failure)
        {
            yield return new ValidationResult(failure);
        }

        if (Kind == StoreKind.S3 && CaFile.Length > 0 && !Endpoint.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            yield return new ValidationResult($"Dcai:Store:CaFile is set, but Dcai:Store:Endpoint is '{Endpoint}': nothing would be encrypted; use an https URL or leave the file out (DCAI__STORE__ENDPOINT, DCAI__STORE__CAFILE).");
        }
    }
}

/// <summary>The kinds of store.</summary>
public enum StoreKind
{
    FileSystem,
    S3,
}

/// <summary>How services reach each other.</summary>
public sealed class BusOptions : IValidatableObject
{
    public BusTransport Transport { get; set; } = BusTransport.RabbitMq;

    /// <summary>URL of the broker, with user and password; <c>amqps</c> encrypts.</summary>
    public string Url { get; set; } = "amqp://guest:guest@127.0.0.1:5672/";

    /// <summary>After so many deliveries that no worker acknowledged, the broker gives a message up.</summary>
    [Range(6, 1000, ErrorMessage = "Dcai:Bus:DeliveryLimit must be in [6, 1000] (DCAI__BUS__DELIVERYLIMIT).")]
    public int DeliveryLimit { get; set; } = 12;

    /// <summary>PEM file of the authorities that the certificate of an <c>amqps</c> broker must come from; empty for those of the system.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>Whether the URL asks for TLS.</summary>
    internal bool IsEncrypted => Url.StartsWith("amqps:", StringComparison.OrdinalIgnoreCase) || Url.StartsWith("rabbitmqs:", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Transport == BusTransport.RabbitMq && !Uri.TryCreate(Url, UriKind.Absolute, out _))
        {
            yield return new ValidationResult($"Dcai:Bus:Url is '{Url}': expected a URL such as amqp://user:password@host:5672/ (DCAI__BUS__URL).");
        }

        if (Transport == BusTransport.RabbitMq && TlsFiles.AuthoritiesFailure("Dcai:Bus:CaFile", "DCAI__BUS__CAFILE", CaFile) is { } failure)
        {
            yield return new ValidationResult(failure);
        }

        if (Transport == BusTransport.RabbitMq && CaFile.Length > 0 && !IsEncrypted)
        {
            yield return new ValidationResult("Dcai:Bus:CaFile is set, but Dcai:Bus:Url does not begin with amqps: nothing would be encrypted; use an amqps URL or leave the file out (DCAI__BUS__URL, DCAI__BUS__CAFILE).");
        }
    }
}

/// <summary>The kinds of transport.</summary>
public enum BusTransport
{
    /// <summary>Within one process; forgets everything when it ends, which costs time and no data.</summary>
    InMemory,
    RabbitMq,
}

/// <summary>Where the service listens.</summary>
public sealed class HttpOptions : IValidatableObject
{
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>0 takes a free port.</summary>
    [Range(0, 65535, ErrorMessage = "Dcai:Http:Port must be in [0, 65535] (DCAI__HTTP__PORT).")]
    public int Port { get; set; }

    /// <summary>PEM file of the certificate, and of the authorities between it and the root; with <see cref="Key"/> the service speaks HTTPS.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>PEM file of the certificate's key, without a passphrase.</summary>
    public string Key { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult($"Dcai:Http:Address is '{Address}': expected an IP address such as 127.0.0.1 or 0.0.0.0 (DCAI__HTTP__ADDRESS).");
        }

        if (TlsFiles.CertificateFailure("Dcai:Http", "DCAI__HTTP", Certificate, Key) is { } failure)
        {
            yield return new ValidationResult(failure);
        }
    }
}

/// <summary>What is logged, and where.</summary>
public sealed class LogOptions
{
    /// <summary>A file that takes the log instead of the console; rolled daily, seven kept.</summary>
    public string File { get; set; } = "";

    /// <summary>JSON lines instead of text.</summary>
    public bool Json { get; set; }

    public Serilog.Events.LogEventLevel Level { get; set; } = Serilog.Events.LogEventLevel.Information;
}

/// <summary>How workers share work.</summary>
public sealed class WorkOptions
{
    /// <summary>A worker that has given no sign of life for so long is taken for dead, and its work goes to another.</summary>
    [Range(2, 600, ErrorMessage = "Dcai:Work:LeaseSeconds must be in [2, 600] (DCAI__WORK__LEASESECONDS).")]
    public double LeaseSeconds { get; set; } = 20;

    /// <summary>Trainings, or shards to rank, that one process works on at once, a core each; unless set one, and one per processor where everything is one process.</summary>
    [Range(1, 1024, ErrorMessage = "Dcai:Work:Concurrency must be in [1, 1024] (DCAI__WORK__CONCURRENCY).")]
    public int? Concurrency { get; set; }
}

/// <summary>Where traces and metrics are sent; metrics can be fetched from <c>/metrics</c> in any case.</summary>
public sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>URL of a collector that takes OTLP over HTTP; empty for none, and then nothing is traced.</summary>
    public string OtlpEndpoint { get; set; } = "";

    /// <summary>Seconds between two sendings of the metrics.</summary>
    [Range(1, 3600, ErrorMessage = "Dcai:Telemetry:MetricsSeconds must be in [1, 3600] (DCAI__TELEMETRY__METRICSSECONDS).")]
    public int MetricsSeconds { get; set; } = 30;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OtlpEndpoint.Length > 0
            && !(Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)))
        {
            yield return new ValidationResult(
                $"Dcai:Telemetry:OtlpEndpoint is '{OtlpEndpoint}': expected a URL such as http://127.0.0.1:4318, or nothing (DCAI__TELEMETRY__OTLPENDPOINT).");
        }
    }
}
