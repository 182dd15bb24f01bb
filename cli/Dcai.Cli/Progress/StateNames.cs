namespace Dcai.Cli.Progress;

/// <summary>The curation's states in people's words.</summary>
internal static class StateNames
{
    public const string New = "New";
    public const string Collecting = "Collecting";
    public const string Released = "Released";
    public const string Paused = "Paused";
    public const string Suspended = "Suspended";
    public const string Cancelled = "Cancelled";

    public static string Say(string state) => state switch
    {
        New => "nothing has happened yet",
        Collecting => "collecting images",
        "Advancing" => "folding in what is new",
        "SelectingSeed" => "choosing the seed",
        "SeedReview" => "the seed awaits its review",
        "Composing" => "splitting what is certified",
        "TrainingAuxiliary" => "training the auxiliary model",
        "Ranking" => "ranking by loss",
        "SelectingRound" => "choosing what people look at",
        "RoundReview" => "the round awaits its review",
        "Balancing" => "balancing the classes",
        "Evaluating" => "evaluating",
        "Synthesizing" => "painting more images",
        "SynthesisReview" => "painted images await their review",
        Released => "released",
        Paused => "paused",
        Suspended => "suspended",
        Cancelled => "cancelled",
        _ => state,
    };
}
