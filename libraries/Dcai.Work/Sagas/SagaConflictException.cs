namespace Dcai.Work.Sagas;

/// <summary>Another writer stored the next version of a saga first: load it and handle the message again.</summary>
public sealed class SagaConflictException(string datasetId, long version)
    : Exception($"Version {version} of the saga of dataset '{datasetId}' was stored by another writer.");
