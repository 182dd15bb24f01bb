using System.Text;
using System.Xml.Linq;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Dcai.ReviewGateway.Access;

/// <summary>The framework's keys for what single sign-on gives a browser for some minutes: in the store, so that any gateway takes back what another gave.</summary>
/// <remarks>The framework asks synchronously, at the start and every day.</remarks>
internal sealed class StoredProtectionKeys(IObjectStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => ReadAsync().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        store.PutIfAbsentAsync($"{StoreKeys.ProtectionKeys}{friendlyName}.xml", Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting))).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        var elements = new List<XElement>();
        await foreach (var stored in store.ListAsync(StoreKeys.ProtectionKeys).ConfigureAwait(false))
        {
            if (await store.TryGetAsync(stored.Key).ConfigureAwait(false) is { } content)
            {
                elements.Add(XElement.Parse(Encoding.UTF8.GetString(content)));
            }
        }

        return elements;
    }
}
