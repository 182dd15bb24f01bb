namespace Dcai.ReviewGateway.Notifications.Mail;

/// <param name="Folder">Where what concerns him lies.</param>
/// <param name="Version">Of the wishes, 1 or more.</param>
/// <param name="Stored">The newest version.</param>
/// <param name="Since">When that was stored, by the store's clock: what happened before is not told.</param>
internal sealed record KnownPerson(string Folder, int Version, StoredWishes Stored, DateTimeOffset Since);
