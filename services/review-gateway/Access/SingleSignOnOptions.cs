using System.ComponentModel.DataAnnotations;

namespace Dcai.ReviewGateway.Access;

/// <summary>A provider of OAuth 2.0 that knows who somebody is; who may come in and what they may do stays the gateway's.</summary>
public sealed class SingleSignOnOptions : IValidatableObject
{
    /// <summary>As the provider gave it; without it there is no single sign-on.</summary>
    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>Where the browser is sent.</summary>
    public string AuthorizationEndpoint { get; set; } = "";

    /// <summary>Where the gateway exchanges the code.</summary>
    public string TokenEndpoint { get; set; } = "";

    /// <summary>Answers who it is, in JSON.</summary>
    public string UserEndpoint { get; set; } = "";

    /// <summary>Separated by blanks.</summary>
    public string Scope { get; set; } = "openid email";

    /// <summary>The member of that JSON which is the user's name here.</summary>
    public string NameMember { get; set; } = "email";

    /// <summary>What the login page calls it.</summary>
    public string Title { get; set; } = "single sign-on";

    internal bool IsOn => ClientId.Length > 0;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Name, string Value)[] addresses =
            [(nameof(AuthorizationEndpoint), AuthorizationEndpoint), (nameof(TokenEndpoint), TokenEndpoint), (nameof(UserEndpoint), UserEndpoint)];
        foreach (var (name, value) in IsOn ? addresses : [])
        {
            if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            {
                yield return new ValidationResult($"Access:SingleSignOn:{name} is '{value}': single sign-on needs an https address there.");
            }
        }

        if (IsOn && (ClientSecret.Length == 0 || NameMember.Length == 0))
        {
            yield return new ValidationResult("Access:SingleSignOn needs a ClientSecret and a NameMember.");
        }
    }
}
