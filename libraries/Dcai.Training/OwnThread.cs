using Dcai.Learning;
using Dcai.Work.Telemetry;

namespace Dcai.Training;

/// <summary>Trainings compute on threads of their own: those of the pool answer messages.</summary>
public static class OwnThread
{
    /// <summary>Runs the training; the time for which it held a CUDA device is counted.</summary>
    public static Task RunAsync(Action run) =>
        Task.Factory.StartNew(() => WorkMeter.Occupy(ComputeDevice.IsCuda, run), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
