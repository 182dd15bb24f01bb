using Dcai.ObjectStorage;
using MassTransit;

namespace Dcai.Work;

/// <summary>The patience that workers have with the store.</summary>
public static class StorePatience
{
    /// <summary>
    /// Tries a message again, four times within about a minute, where the store could not do its work. A damaged object stays damaged, so that is a
    /// fault at once; so is everything else, for what failed on the same input will fail again.
    /// </summary>
    public static void UseStorePatience(this IConsumePipeConfigurator endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<ObjectStoreException>();
            retry.Ignore<DigestMismatchException>();
            retry.Exponential(4, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2));
        });
    }
}
