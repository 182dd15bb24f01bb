namespace Dcai.Cli.Servers;

/// <summary>What a server is to be.</summary>
/// <param name="DataDirectory">Where everything is kept.</param>
/// <param name="Port">Where the gateway listens, on the loopback address; null or 0 takes a free one.</param>
/// <param name="Distributed">Each service in a process of its own over a broker and an S3 server, instead of all of them in this one.</param>
internal sealed record ServerRequest(string DataDirectory, int? Port, bool Distributed)
{
    /// <summary>Environment variables of the services, when distributed.</summary>
    public IReadOnlyDictionary<string, string> ServiceSettings { get; init; } = new Dictionary<string, string>();
}
