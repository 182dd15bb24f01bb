using System.Security.Cryptography;
using System.Text;
using Dcai.Api;
using Dcai.Cli.Gateway;

namespace Dcai.Cli.Oracles;

/// <summary>Plays the people who review, by an oracle's verdicts. It never hides that it is simulated.</summary>
/// <remarks>Ids follow from what is decided, so that a reviewer who was stopped and started again decides the same again.</remarks>
internal sealed class SimulatedReviewer(GatewayClient client, Oracle oracle, string name = SimulatedReviewer.Name, bool isOneOfSeveral = false)
{
    public const string Name = "simulated-oracle";

    public const int BatchSize = 100;

    /// <summary>Decides everything that is undecided, in the order in which it is shown.</summary>
    /// <param name="review">An open review.</param>
    /// <param name="progress">Decisions made so far in this call.</param>
    /// <param name="cancellationToken">Decisions that were answered stay.</param>
    /// <returns>How many decisions it made.</returns>
    public async Task<int> ReviewAsync(ReviewSummary review, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var (decided, cursor) = (0, (string?)null);
        while (true)
        {
            var page = await client.ReviewItemsAsync(review.DatasetId, review.ReviewId, cursor, BatchSize, undecided: true, cancellationToken);

            // Where several are asked, his own word leaves an item open for others.
            ReviewTask[] items = [.. page.Items.Where(item => !isOneOfSeveral || item.Decisions.All(decision => decision.Reviewer != name))];
            if (items.Length > 0)
            {
                await client.SubmitAsync(review.DatasetId, review.ReviewId, Decide(page.Review, items), cancellationToken);
                decided += items.Length;
                progress?.Report(decided);
            }
            else if (page.NextCursor is { } next)
            {
                cursor = next;
            }
            else
            {
                return decided;
            }
        }
    }

    /// <summary>A name-based UUID (RFC 9562, version 8 over SHA-256).</summary>
    internal static Guid Uuid(params IEnumerable<string> names)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names)));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private IEnumerable<string> Who => name == Name ? [] : [name];

    private SubmitDecisions Decide(ReviewSummary review, IReadOnlyList<ReviewTask> items) => new()
    {
        BatchId = Uuid(["batch", .. Who, review.DatasetId, review.ReviewId, .. items.Select(item => item.SampleId)]).ToString("D"),
        Reviewer = name,
        Simulated = true,
        Decisions = [.. items.Select(item => Decide(review, item))],
    };

    /// <summary>No oracle knows painted images: they are taken for what they were painted as.</summary>
    private static OracleRow Accepted(ReviewTask item) => new(item.GivenLabels[0], "painted; nobody looked at it", IsKnownError: false);

    private SubmittedDecision Decide(ReviewSummary review, ReviewTask item)
    {
        var truth = review.Purpose == ReviewPurpose.Synthesis ? Accepted(item) : oracle.Of(item.SampleId);

        // Who only adds his word leaves the other's; who ends a dispute replaces all sides of it.
        var isDispute = item.Decisions.DistinctBy(decision => (decision.Verdict, decision.Label)).Count() > 1;
        var standing = isOneOfSeveral && !isDispute ? [] : item.Decisions.Select(decision => decision.DecisionId).ToList();
        return new SubmittedDecision
        {
            DecisionId = Uuid(["decision", .. Who, review.DatasetId, review.ReviewId, item.SampleId, .. standing]).ToString("D"),
            SampleId = item.SampleId,
            Verdict = truth.Label is null ? Verdict.Remove : Verdict.Certify,
            Label = truth.Label,
            Reason = truth.Reason,
            Supersedes = standing,
        };
    }
}
