using System.Globalization;
using Dcai.Api;
using Dcai.Cli.Commands;
using Dcai.Cli.Export;
using Dcai.Cli.Gateway;
using Dcai.Cli.Images;
using Dcai.Cli.Oracles;
using Dcai.Cli.Progress;
using Dcai.Cli.Reports;
using Dcai.Cli.Servers;

namespace Dcai.Cli.Demo;

/// <summary>One demo: everything through the REST API, so that it shows what any client can do. Stopped anywhere, it goes on where it was.</summary>
internal sealed class DemoRun(CommandContext context, DemoRequest request, IDemoCompanion? companion = null)
{
    public const string ExportFolder = "certified";

    public const string DataFolder = "data";

    private const string SteeringRefused = "steering-refused";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly Terminal _terminal = context.Terminal;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var inputs = await DemoInputs.ReadAsync(request, _terminal, cancellationToken);
        var goesOn = inputs.Identity.Claim(request.Out);
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{Kind(inputs)}{inputs.DatasetId}: {inputs.Images.Images.Count} images of {inputs.Images.Classes.Count} classes, profile {request.Profile}, seed {request.Seed}{(goesOn ? "; going on with an earlier run" : "")}"));
        Say($"SIMULATED reviewer '{SimulatedReviewer.Name}' decides by {inputs.Oracle.File}");

        var dataDirectory = Path.Join(request.Out, DataFolder);
        await using var server = await context.Starter(new ServerRequest(dataDirectory, Port: null, request.Distributed) { ServiceSettings = request.ServiceSettings }, cancellationToken);
        server.Address.Write(dataDirectory);
        try
        {
            using var client = request.Distributed ? GatewayClient.Patient(server.Address) : new GatewayClient(server.Address);
            var status = await CurateAsync(server, client, inputs, cancellationToken);
            var report = await FinishAsync(client, inputs, status, cancellationToken);
            await (companion?.LookBackAsync(server, client, report, cancellationToken) ?? Task.CompletedTask);
            Show(inputs, report);
        }
        finally
        {
            GatewayAddress.Forget(dataDirectory);
        }

        return DcaiCommandLine.Succeeded;
    }

    private static string Kind(DemoInputs inputs) => inputs.Synthetic ? "SYNTHETIC " : "";

    private async Task<DatasetStatus> CurateAsync(IDcaiServer server, GatewayClient client, DemoInputs inputs, CancellationToken cancellationToken)
    {
        await client.CreateAsync(new CreateDataset { DatasetId = inputs.DatasetId, Settings = inputs.Settings }, cancellationToken);
        var status = await client.StatusAsync(inputs.DatasetId, cancellationToken);
        if (status.Generation == 0)
        {
            // Folded in all at once, below: no snapshot and no command that names one depends on how fast images were ingested.
            if (status.State is not StateNames.Paused and not StateNames.Suspended and not StateNames.Cancelled)
            {
                await client.PauseAsync(inputs.DatasetId, cancellationToken);
            }

            if (inputs.Test is not null)
            {
                await Uploader.SetTestSetAsync(client, inputs.DatasetId, inputs.Test, cancellationToken);
            }

            await Uploader.UploadAsync(client, inputs.DatasetId, inputs.Images, UploadOrigin.Ingested, progress: null, cancellationToken);
        }

        if (status.State == StateNames.Suspended || (status.State == StateNames.Paused && status.Generation > 0))
        {
            await client.ResumeAsync(inputs.DatasetId, cancellationToken);
        }

        if (companion is null)
        {
            return await new ProgressDisplay(_terminal, TimeProvider.System).RunAsync(show => FollowAsync(client, inputs, show, cancellationToken));
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accompanying = companion.AccompanyAsync(server, client, inputs.DatasetId, ending.Token);
        var curating = FollowAsync(client, inputs, _ => { }, ending.Token);
        if (await Task.WhenAny(accompanying, curating) == accompanying)
        {
            await accompanying;
        }

        var released = await curating;
        await ending.CancelAsync();
        await accompanying.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return released;
    }

    private async Task<DatasetStatus> FollowAsync(
        GatewayClient client, DemoInputs inputs, Action<IReadOnlyList<DatasetStatus>> show, CancellationToken cancellationToken)
    {
        var reviewers = await ReviewersAsync(client, inputs, cancellationToken);
        var started = false;
        while (true)
        {
            var status = await client.StatusAsync(inputs.DatasetId, cancellationToken);
            if (!request.Json)
            {
                show([status]);
            }

            switch (status.State)
            {
                case StateNames.Released when status.Release > 0:
                    return status;
                case StateNames.Suspended:
                    throw new CommandFailedException(
                        $"the curation is suspended: {status.SuspendedBecause}; when that is mended, the same command goes on (log in {Path.Join(request.Out, DataFolder, "logs")})");
                case StateNames.Cancelled:
                    throw new CommandFailedException($"the curation was cancelled: choose another --out to begin again");
                case StateNames.Paused when status.Generation == 0:
                    if (status.UploadsWaiting == 0)
                    {
                        await LetGoAsync(client, inputs.DatasetId, cancellationToken);
                    }

                    break;
                case StateNames.Paused:
                    throw new CommandFailedException("the curation was paused by another command: the same command goes on");
            }

            // All at once: what a generation is made of must not depend on how fast images were ingested.
            if (!started && status is { Generation: 0, UploadsWaiting: 0, BatchesWaiting: 0, Counts.Samples: > 0 })
            {
                await client.StartAsync(inputs.DatasetId, cancellationToken);
                started = true;
            }

            foreach (var review in await OpenReviewsAsync(client, status, cancellationToken))
            {
                foreach (var reviewer in reviewers)
                {
                    await reviewer.ReviewAsync(review, progress: null, cancellationToken);
                }
            }

            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    /// <summary>As many as the dataset asks for each item; all of them decide by the same truth, so none has to settle a dispute.</summary>
    private static async Task<IReadOnlyList<SimulatedReviewer>> ReviewersAsync(GatewayClient client, DemoInputs inputs, CancellationToken cancellationToken)
    {
        var asked = (await client.SettingsAsync(inputs.DatasetId, cancellationToken)).Settings.Reviewing.ReviewersPerItem;
        return [.. Enumerable.Range(1, asked).Select(number => new SimulatedReviewer(
            client, inputs.Oracle, number == 1 ? SimulatedReviewer.Name : $"{SimulatedReviewer.Name}-{number}", isOneOfSeveral: asked > 1))];
    }

    private static async Task LetGoAsync(GatewayClient client, string datasetId, CancellationToken cancellationToken)
    {
        try
        {
            await client.ResumeAsync(datasetId, cancellationToken);
        }
        catch (GatewayRefusedException refused) when (refused.Problem.Code == SteeringRefused)
        {
            // It was let go before, and that answer was lost: the next look shows where it is.
        }
    }

    private static async Task<IReadOnlyList<ReviewSummary>> OpenReviewsAsync(GatewayClient client, DatasetStatus status, CancellationToken cancellationToken) =>
        status.OpenReviews == 0
            ? []
            : [.. (await client.ListReviewsAsync(status.DatasetId, cancellationToken)).Reviews.Where(review => review.State == ReviewState.Open)];

    private async Task<CurationReport> FinishAsync(GatewayClient client, DemoInputs inputs, DatasetStatus status, CancellationToken cancellationToken)
    {
        var contents = await ExportCommand.OfReleaseAsync(client, inputs.DatasetId, status.Release, cancellationToken);
        var directory = Path.Join(request.Out, ExportFolder);
        var certificates = client.CertificatesAsync(inputs.DatasetId, status.Release, cancellationToken);
        await new DatasetExport(new GatewayImages(client, inputs.DatasetId)).WriteAsync(contents, certificates, directory, progress: null, cancellationToken);

        var report = await client.ReportAsync(inputs.DatasetId, status.Release, cancellationToken);
        var decisions = (await client.DecisionsAsync(inputs.DatasetId, cancellationToken)).Decisions;
        var present = inputs.Images.Images.Select(image => image.SampleId).ToHashSet(StringComparer.Ordinal);
        report = report with
        {
            Review = EffortMeter.Measure(
                decisions.Select(decision => decision.SampleId),
                inputs.Oracle.KnownErrors.Where(present.Contains).ToHashSet(StringComparer.Ordinal),
                status.Counts.Samples,
                decisions.All(decision => decision.Simulated)),
            Release = report.Release with { Path = directory },
        };
        await ReportFiles.WriteAsync(report, request.Out, cancellationToken);
        return report;
    }

    private void Say(string text)
    {
        if (!request.Json)
        {
            _terminal.Line(text);
        }
    }

    private void Show(DemoInputs inputs, CurationReport report)
    {
        if (request.Json)
        {
            _terminal.Json(report);
            return;
        }

        var kind = Kind(inputs);
        _terminal.Line("");
        _terminal.Line($"{kind}{report.Dataset}, profile {report.Profile}, seed {report.Seed}");
        _terminal.Line(ReportTables.Counts(report.Counts));
        _terminal.Line("");
        _terminal.Line($"Rounds (the paper's table 1){(kind.Length > 0 ? ", synthetic data" : "")}");
        _terminal.Console.Write(ReportTables.Rounds(report));
        _terminal.Line($"Evaluation of the reference model (the paper's table 2){(kind.Length > 0 ? ", synthetic data" : "")}");
        _terminal.Console.Write(ReportTables.Evaluations(report));
        _terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Review effort: {report.Review!.Decisions} decisions by a simulated reviewer, {report.Review.LabelErrorsKnown} known label errors"));
        _terminal.Console.Write(ReportTables.Effort(report.Review));
        _terminal.Line(ReportTables.Seconds(report.Seconds));
        _terminal.Line($"certified dataset: {report.Release.Path} (release {report.Release.Version}, content {report.ContentDigest})");
        _terminal.Line($"report: {Path.Join(request.Out, ReportFiles.HtmlFile)} (also {ReportFiles.MarkdownFile} and {ReportFiles.JsonFile})");
    }
}
