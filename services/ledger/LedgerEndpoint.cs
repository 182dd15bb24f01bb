using Dcai.ObjectStorage;
using Dcai.Work;
using MassTransit;

namespace Dcai.Ledger;

/// <summary>What the ledger's endpoints have in common.</summary>
internal static class LedgerEndpoint
{
    /// <summary>Datasets in work at once; each holds its samples in memory.</summary>
    public const int Concurrency = 4;

    /// <summary>A store that stumbles is asked again; a dataset from which the step cannot be made will not be better on a second try.</summary>
    public static void Configure(IReceiveEndpointConfigurator endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.PrefetchCount = Concurrency;
        endpoint.UseStorePatience();
    }
}
