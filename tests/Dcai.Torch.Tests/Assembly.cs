// The random generators and the number of threads belong to the process: two tests at once would draw each other's numbers.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
