namespace Dcai.Hosting.Telemetry;

/// <summary>Who this process is, in traces, metrics and reports.</summary>
/// <param name="Service">The module's name; all-in-one for several.</param>
/// <param name="Instance">Tells it from every other process, also from an earlier one with the same id.</param>
internal sealed record ProcessIdentity(string Service, string Instance)
{
    private const string Several = "all-in-one";

    /// <summary>The identity of a process that runs these modules.</summary>
    public static ProcessIdentity Of(IServiceModule[] modules) =>
        new(modules is [var only] ? only.Name : Several, Guid.NewGuid().ToString("N")[..12]);
}
