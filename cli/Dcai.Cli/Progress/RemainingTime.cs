using Dcai.Api;

namespace Dcai.Cli.Progress;

/// <summary>Guesses from the pace so far when a piece of work will be done.</summary>
internal sealed class RemainingTime(TimeProvider time)
{
    private readonly Dictionary<string, (long Since, double Fraction)> _begun = new(StringComparer.Ordinal);

    /// <returns>Null until there is a pace to go by.</returns>
    public TimeSpan? Of(WorkProgress work)
    {
        var key = $"{work.Activity}/{work.Name}";
        if (!_begun.TryGetValue(key, out var begun) || work.Fraction < begun.Fraction)
        {
            _begun[key] = (time.GetTimestamp(), work.Fraction);
            return null;
        }

        var done = work.Fraction - begun.Fraction;
        return done <= 0.005 ? null : time.GetElapsedTime(begun.Since) * ((1 - work.Fraction) / done);
    }
}
