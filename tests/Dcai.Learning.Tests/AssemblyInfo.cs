// The tests count live tensors of the whole process, and measure nothing that two cores would do better side by side.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
