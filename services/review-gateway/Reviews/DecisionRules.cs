using Dcai.Api;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>What can be said of submitted decisions without knowing what was decided before.</summary>
internal static class DecisionRules
{
    private const int MostDecisions = 10_000;
    private const int MostReplaced = 100;
    private const int LongestText = 1000;

    /// <param name="submitted">What came.</param>
    /// <param name="isAsked">Whether a sample may be decided in the review.</param>
    /// <param name="classes">The dataset's classes.</param>
    public static void Check(SubmitDecisions submitted, Func<string, bool> isAsked, IReadOnlyList<string> classes)
    {
        RequireUuid(submitted.BatchId, "batchId");
        CheckReviewer(submitted.Reviewer);
        if (submitted.Decisions.Count is 0 or > MostDecisions)
        {
            throw Refusal.BadRequest("decisions", $"The batch has {submitted.Decisions.Count} decisions: submit 1 to {MostDecisions} at once.");
        }

        var (ids, decided) = (new HashSet<Guid>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var decision in submitted.Decisions)
        {
            Check(decision, isAsked, classes);
            if (!ids.Add(Guid.Parse(decision.DecisionId)))
            {
                throw Refusal.BadRequest("decision-id", $"The batch has the decision '{decision.DecisionId}' twice: every decision has a UUID of its own.");
            }

            if (!decided.Add(decision.SampleId))
            {
                throw Refusal.BadRequest("sample", $"The batch decides sample '{decision.SampleId}' twice: once per batch.");
            }
        }
    }

    /// <param name="leaseId">How the client calls its page.</param>
    /// <param name="wanted">What it wants to hold.</param>
    public static void Check(string leaseId, HoldItems wanted)
    {
        RequireUuid(leaseId, "leaseId");
        CheckReviewer(wanted.Reviewer);
        foreach (var (member, limit) in new[] { ("gridLimit", wanted.GridLimit), ("focusLimit", wanted.FocusLimit) })
        {
            if (limit is < 0 or > ReviewDesk.LargestPage)
            {
                throw Refusal.BadRequest(member, FormattableString.Invariant($"A page holds 0 to {ReviewDesk.LargestPage} items: {member} is {limit}."));
            }
        }

        if (wanted.Replaces.Count > MostReplaced)
        {
            throw Refusal.BadRequest("replaces", $"A lease takes the place of at most {MostReplaced} others: replaces has {wanted.Replaces.Count}.");
        }

        foreach (var replaced in wanted.Replaces)
        {
            RequireUuid(replaced, "replaces");
            if (replaced == leaseId)
            {
                throw Refusal.BadRequest("replaces", $"The lease '{leaseId}' cannot take its own place: leave it out of replaces.");
            }
        }
    }

    private static void CheckReviewer(string reviewer)
    {
        if (string.IsNullOrWhiteSpace(reviewer) || reviewer.Length > LongestText)
        {
            throw Refusal.BadRequest("reviewer", $"The reviewer is empty or longer than {LongestText} characters: say who decides.");
        }
    }

    private static void Check(SubmittedDecision decision, Func<string, bool> isAsked, IReadOnlyList<string> classes)
    {
        RequireUuid(decision.DecisionId, "decisionId");
        foreach (var superseded in decision.Supersedes)
        {
            RequireUuid(superseded, "supersedes");
        }

        if (!isAsked(decision.SampleId))
        {
            throw Refusal.BadRequest("sample", $"Decision '{decision.DecisionId}' is on sample '{decision.SampleId}', which is not in this review: see the review's items.");
        }

        if (decision.Verdict == Verdict.Certify && (decision.Label is null || !classes.Contains(decision.Label, StringComparer.Ordinal)))
        {
            throw Refusal.BadRequest(
                "unknown-class", $"Decision '{decision.DecisionId}' certifies the label '{decision.Label}', which is none of the dataset's classes ({string.Join(", ", classes)}).");
        }

        if (decision.Verdict == Verdict.Remove && decision.Label is not null)
        {
            throw Refusal.BadRequest("label", $"Decision '{decision.DecisionId}' removes its sample and has a label: leave the label out, or certify.");
        }

        if (decision.Comment?.Length > LongestText)
        {
            throw Refusal.BadRequest("comment", $"The comment of decision '{decision.DecisionId}' is longer than {LongestText} characters: shorten it.");
        }

        if (decision.Reason?.Length > LongestText)
        {
            throw Refusal.BadRequest("reason", $"The reason of decision '{decision.DecisionId}' is longer than {LongestText} characters: shorten it.");
        }
    }

    public static void RequireUuid(string value, string member)
    {
        if (!Guid.TryParseExact(value, "D", out _))
        {
            throw Refusal.BadRequest(member, $"'{value}' is no UUID: {member} is 32 hexadecimal digits in the form 8-4-4-4-12, chosen by the client.");
        }
    }
}
