using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Mvc;

namespace Dcai.ReviewGateway.Samples;

/// <summary>Which of a snapshot's images somebody wants to see; what is left out does not matter.</summary>
internal sealed class SampleFilter
{
    /// <summary>uncertified, certified or removed.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    /// <summary>One of the labels under which it arrived.</summary>
    [FromQuery(Name = "given")]
    public string? Given { get; init; }

    /// <summary>The label that people certified.</summary>
    [FromQuery(Name = "certified")]
    public string? Certified { get; init; }

    /// <summary>ingested, gathered or synthesized.</summary>
    [FromQuery(Name = "origin")]
    public string? Origin { get; init; }

    /// <summary>The round whose review decided; 0 for the seed.</summary>
    [FromQuery(Name = "round")]
    public int? Round { get; init; }

    /// <summary>Who decided last.</summary>
    [FromQuery(Name = "reviewer")]
    public string? Reviewer { get; init; }

    /// <summary>Whether its given labels disagree and nobody has decided since.</summary>
    [FromQuery(Name = "conflict")]
    public bool? Conflict { get; init; }

    /// <summary>The round whose model must have ranked it: the list is then by descending loss.</summary>
    [FromQuery(Name = "rankedIn")]
    public int? RankedIn { get; init; }

    /// <summary>What that model suggested.</summary>
    [FromQuery(Name = "suggested")]
    public string? Suggested { get; init; }

    /// <summary>Checks the words once and yields the test that a sample must pass.</summary>
    /// <exception cref="GatewayProblemException">A value is none that exists.</exception>
    public Func<Sample, bool> Build(IReadOnlyList<string> classes)
    {
        Known("given", Given, classes);
        Known("certified", Certified, classes);
        Known("suggested", Suggested, classes);
        if (Suggested is not null && RankedIn is null)
        {
            throw Refusal.BadRequest("filter", "'suggested' is what a round's model suggested: say which round with 'rankedIn'.");
        }

        var state = Parse<SampleStatus>("state", State);
        var origin = Parse<SampleOrigin>("origin", Origin);
        return sample => (state is null || sample.Status == state)
            && (origin is null || sample.Origin == origin)
            && (Given is null || sample.GivenLabels.Contains(Given, StringComparer.Ordinal))
            && (Certified is null || sample.CertifiedLabel == Certified)
            && (Round is null || sample.Round == Round)
            && (Reviewer is null || sample.CertifiedBy == Reviewer)
            && (Conflict is null || sample.Conflict == Conflict);
    }

    private static void Known(string name, string? label, IReadOnlyList<string> classes)
    {
        if (label is not null && !classes.Contains(label, StringComparer.Ordinal))
        {
            throw Refusal.BadRequest("filter", $"'{name}' is '{label}', which is no class of the dataset: its classes are {string.Join(", ", classes)}.");
        }
    }

    private static T? Parse<T>(string name, string? word)
        where T : struct, Enum =>
        word is null ? null
        : Enum.GetNames<T>().Contains(word, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(word, ignoreCase: true)
        : throw Refusal.BadRequest("filter", $"'{name}' is '{word}': take one of {string.Join(", ", Enum.GetNames<T>().Select(known => known.ToLowerInvariant()))}.");
}
