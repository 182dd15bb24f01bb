namespace Dcai.ReviewGateway.Notifications;

/// <summary>A webhook or a person.</summary>
/// <param name="Folder">Where what concerns it lies.</param>
/// <param name="WebhookId">Null for a person.</param>
/// <param name="Since">What happened before is not told.</param>
/// <param name="Events">None for all.</param>
/// <param name="Datasets">None for all.</param>
internal sealed record Target(string Folder, string? WebhookId, DateTimeOffset Since, IReadOnlyList<string> Events, IReadOnlyList<string> Datasets);
