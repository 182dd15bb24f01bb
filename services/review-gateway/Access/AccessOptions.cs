using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Dcai.ReviewGateway.Access;

/// <summary>What an operator may set about who comes in.</summary>
public sealed class AccessOptions
{
    /// <summary>Within the gateway's section.</summary>
    public const string Section = "Access";

    /// <summary>Wrong passwords after which a user cannot log in for a while.</summary>
    [Range(1, 1000, ErrorMessage = "Access:WrongPasswords must be in 1 … 1000.")]
    public int WrongPasswords { get; set; } = 5;

    /// <summary>How long a user cannot log in after too many wrong passwords.</summary>
    [Range(1, 1440, ErrorMessage = "Access:LockoutMinutes must be in 1 … 1440.")]
    public int LockoutMinutes { get; set; } = 15;

    /// <summary>Attempts to log in that one address may make in a minute, whoever it names.</summary>
    [Range(1, 100_000, ErrorMessage = "Access:LoginsPerMinute must be in 1 … 100000.")]
    public int LoginsPerMinute { get; set; } = 20;

    /// <summary>Addresses or networks of the proxies whose X-Forwarded-For, -Proto and -Host are believed, separated by commas; nobody's unless set.</summary>
    [CustomValidation(typeof(AccessOptions), nameof(CheckProxies))]
    public string Proxies { get; set; } = "";

    /// <summary>Single sign-on.</summary>
    public SingleSignOnOptions SingleSignOn { get; set; } = new();

    /// <summary>An address is a network of one.</summary>
    internal IEnumerable<IPNetwork> Networks => Parts(Proxies).Select(part => Network(part) ?? throw new FormatException(part));

    /// <summary>Whether every part is an address or a network.</summary>
    public static ValidationResult? CheckProxies(string proxies) =>
        Parts(proxies).FirstOrDefault(part => Network(part) is null) is { } wrong
            ? new ValidationResult($"Access:Proxies names '{wrong}', which is neither an address nor a network such as 10.0.0.0/8.")
            : ValidationResult.Success;

    private static string[] Parts(string proxies) => proxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork? Network(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : null;
}
