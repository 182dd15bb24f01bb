using Dcai.Bench.Figures;

namespace Dcai.Bench.Messages;

/// <summary>What a process here is told of broker and store.</summary>
/// <param name="Broker">URL; empty for the in-memory transport.</param>
/// <param name="Store">The settings of the store, as environment variables.</param>
internal sealed record Surroundings(string Broker, IReadOnlyDictionary<string, string> Store)
{
    public static Surroundings WithFolder(string broker, string root) =>
        new(broker, new Dictionary<string, string> { ["DCAI__STORE__KIND"] = "FileSystem", ["DCAI__STORE__ROOT"] = root });

    public static Surroundings WithS3(string broker, LocalServer s3) => new(broker, new Dictionary<string, string>
    {
        ["DCAI__STORE__KIND"] = "S3",
        ["DCAI__STORE__ENDPOINT"] = s3.Answers["DCAI_TEST_S3_ENDPOINT"],
        ["DCAI__STORE__ACCESSKEY"] = s3.Answers["DCAI_TEST_S3_ACCESS_KEY"],
        ["DCAI__STORE__SECRETKEY"] = s3.Answers["DCAI_TEST_S3_SECRET_KEY"],
    });

    /// <summary>Environment variables of a service.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(Store)
    {
        ["DCAI__STORE__CAFILE"] = "",
        ["DCAI__BUS__TRANSPORT"] = Broker.Length > 0 ? "RabbitMq" : "InMemory",
        ["DCAI__BUS__URL"] = Broker.Length > 0 ? Broker : "amqp://127.0.0.1/",
        ["DCAI__BUS__CAFILE"] = "",
        ["DCAI__HTTP__ADDRESS"] = "127.0.0.1",
        ["DCAI__HTTP__CERTIFICATE"] = "",
        ["DCAI__HTTP__KEY"] = "",
        ["DCAI__LOG__LEVEL"] = "Warning",
    };
}
