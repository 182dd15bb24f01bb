using Xunit;

namespace Dcai.Tests;

/// <summary>Runs where DCAI_TEST_AMQP, or DCAI_TEST_RABBITMQ_URI as infra/local/broker.sh prints it, is the URL of a broker.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrokerFactAttribute : FactAttribute
{
    public BrokerFactAttribute() => Skip = Url is null ? "DCAI_TEST_RABBITMQ_URI is not set: no RabbitMQ to test with (infra/local/broker.sh starts one)." : null;

    public static string? Url { get; } = Read("DCAI_TEST_AMQP") ?? Read("DCAI_TEST_RABBITMQ_URI");

    private static string? Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } url ? url : null;
}
