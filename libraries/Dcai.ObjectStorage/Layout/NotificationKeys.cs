using System.Globalization;

namespace Dcai.ObjectStorage.Layout;

/// <summary>Where the gateway keeps whom it tells of what. A target, a webhook or a person, has a folder with the same parts.</summary>
public static class NotificationKeys
{
    public const string Webhooks = "gateway/webhooks/";

    public const string People = "gateway/people/";

    public static string Webhook(string webhookId) => $"{Webhooks}{webhookId}/";

    /// <param name="nameDigest">SHA-256 of the name in UTF-8, 64 hexadecimal digits: names have characters that keys have not.</param>
    public static string Person(string nameDigest) => $"{People}{nameDigest}/";

    public static string SettingsPrefix(string folder) => $"{folder}settings/";

    public static string Settings(string folder, int version) => $"{SettingsPrefix(folder)}{version.ToString("D8", CultureInfo.InvariantCulture)}.json";

    public static string WaitingPrefix(string folder) => $"{folder}waiting/";

    /// <summary>Something is to be told; it goes when it has been.</summary>
    public static string Waiting(string folder, string deliveryId, int run) => $"{WaitingPrefix(folder)}{deliveryId}.{Four(run)}.json";

    public static string DeliveriesPrefix(string folder) => $"{folder}deliveries/";

    public static string DeliveryPrefix(string folder, string deliveryId) => $"{DeliveriesPrefix(folder)}{deliveryId}/";

    public static string Message(string folder, string deliveryId) => $"{DeliveryPrefix(folder, deliveryId)}message.json";

    public static string RunPrefix(string folder, string deliveryId, int run) => $"{DeliveryPrefix(folder, deliveryId)}{Four(run)}/";

    public static string Outcome(string folder, string deliveryId, int run) => $"{RunPrefix(folder, deliveryId, run)}outcome.json";

    /// <summary>Attempts to send mail: one takes all that waits.</summary>
    public static string MailsPrefix(string folder) => $"{folder}mails/";

    /// <param name="attempts">The prefix of a run, or of the mails.</param>
    /// <param name="number">1 or more.</param>
    public static string Began(string attempts, int number) => $"{attempts}{Eight(number)}-began.json";

    /// <inheritdoc cref="Began"/>
    public static string Ended(string attempts, int number) => $"{attempts}{Eight(number)}-ended.json";

    private static string Four(int number) => number.ToString("D4", CultureInfo.InvariantCulture);

    private static string Eight(int number) => number.ToString("D8", CultureInfo.InvariantCulture);
}
