using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Notifications;
using Dcai.ReviewGateway.Notifications.Mail;
using Dcai.ReviewGateway.Notifications.Webhooks;
using Dcai.ReviewGateway.Reviews;
using Dcai.Work;
using Dcai.Work.Upkeep;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests.Notifications;

/// <summary>What one gateway delivers with, over a store and a clock that may be shared with another one's.</summary>
internal sealed class PostOffice : IDisposable
{
    private readonly WebhookSender _sender;

    public PostOffice(InMemoryObjectStore store, TimeProvider time, IMailer? mailer = null)
    {
        var options = Options.Create(new GatewayOptions { PublicAddress = "https://dcai.example.org", WebhookNetworks = "127.0.0.0/8" });
        Store = store;
        Webhooks = new WebhookShelf(store, time);
        Wishes = new WishesShelf(store);
        var queue = new DeliveryQueue(store, time);
        var attempts = new Attempts(store, time);
        var reader = new OccasionReader(store, Curations);
        var address = new PublicAddress(options, new NoServer());
        var settings = new SettingsReader(store);
        var registry = new DatasetRegistry(store, settings, new DatasetRemoval(store));
        var sheet = new ReviewSheet(store, new PictureTiles(new SampleImages(store, new SnapshotReader(store), registry)));
        _sender = new WebhookSender(new AddressGuard(options), time);
        Post = new WebhookPost(store, Webhooks, queue, attempts, reader, _sender, address, time, NullLogger<WebhookPost>.Instance);
        Mails = new MailPost(Wishes, queue, attempts, reader, sheet, mailer ?? new NoMailer(), new UserDirectory(store, time), address, time, NullLogger<MailPost>.Instance);
        Announcer = new Announcer(Webhooks, Wishes, reader, queue, mailer ?? new NoMailer(), new StoreClock(store, time));
    }

    public InMemoryObjectStore Store { get; }

    public Standing Curations { get; } = new();

    public WebhookShelf Webhooks { get; }

    public WishesShelf Wishes { get; }

    public WebhookPost Post { get; }

    public MailPost Mails { get; }

    public Announcer Announcer { get; }

    /// <summary>Puts a dataset into the store that has an open review.</summary>
    public async Task OpenReviewAsync(string reviewId = "r0001")
    {
        await Store.PutDocumentIfAbsentAsync(StoreKeys.Settings(DatasetId, 1), Formats.Settings, new CurationSettings { Classes = ["i", "ii"] });
        await Store.PutDocumentIfAbsentAsync(StoreKeys.ReviewOpened(DatasetId, reviewId), OpenedReview.Format, new OpenedReview
        {
            ReviewId = reviewId,
            Purpose = Contracts.ReviewPurpose.Round,
            Round = 1,
            ItemCount = 2,
        });
    }

    public Task CloseReviewAsync(string reviewId = "r0001") => Store.PutDocumentIfAbsentAsync(
        StoreKeys.Closure(DatasetId, reviewId), Formats.Closure, new ReviewClosure { ReviewId = reviewId, Batches = [], DecisionCount = 2, ClosedAt = default, Nonce = "n" });

    public async Task<WebhookDelivery> OnlyDeliveryAsync(string webhookId)
    {
        var ids = new List<string>();
        await foreach (var prefix in Store.ListPrefixesAsync(NotificationKeys.DeliveriesPrefix(NotificationKeys.Webhook(webhookId))))
        {
            ids.Add(StoreKeys.Name(prefix));
        }

        return await Post.DescribeAsync(webhookId, Assert.Single(ids), CancellationToken.None);
    }

    public void Dispose() => _sender.Dispose();

    /// <summary>Where the dataset's saga stands.</summary>
    internal sealed class Standing : ICurationStatus
    {
        public CurationStanding? Now { get; set; }

        public Task<CurationStanding?> FindAsync(string datasetId, CancellationToken cancellationToken) => Task.FromResult(Now);
    }

    private sealed class NoMailer : IMailer
    {
        public bool IsConfigured => false;

        public Task<string?> SendAsync(MailText mail, CancellationToken cancellationToken) => throw new InvalidOperationException("there is no mail server");
    }

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
