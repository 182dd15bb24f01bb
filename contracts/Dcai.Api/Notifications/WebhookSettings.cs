namespace Dcai.Api;

/// <summary>What its owner says of a webhook.</summary>
public sealed record WebhookSettings
{
    /// <summary>Where messages go: http or https, without user information.</summary>
    public required string Url { get; init; }

    /// <summary>What people call it, at most 100 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>review.opened, review.completed, dataset.suspended, release.ready, image.erased; none means all of them.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Only what concerns these; none means all of them.</summary>
    public IReadOnlyList<string> Datasets { get; init; } = [];

    public WebhookFormat Format { get; init; } = WebhookFormat.Standard;

    /// <summary>False: nothing new is told, and what waits is not sent.</summary>
    public bool Enabled { get; init; } = true;
}
