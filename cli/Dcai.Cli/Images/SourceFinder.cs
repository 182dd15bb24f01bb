using System.Runtime.CompilerServices;
using Dcai.Fingerprints.Sources;
using Dcai.ObjectStorage;

namespace Dcai.Cli.Images;

/// <summary>Tells by its name what a source is.</summary>
/// <param name="environment">Reads an environment variable.</param>
internal sealed class SourceFinder(Func<string, string?> environment)
{
    public const string EndpointVariable = "AWS_ENDPOINT_URL";

    private const string Scheme = "s3://";

    /// <param name="text">A folder, an archive, a list or <c>s3://bucket/prefix</c>.</param>
    /// <param name="labels">What a name says.</param>
    /// <param name="endpoint">Of the S3 server; the variable's unless given.</param>
    /// <exception cref="CommandFailedException">It is missing, or none of these.</exception>
    public OpenSource Find(string text, LabelRule labels, string? endpoint)
    {
        if (text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return OfBucket(text, labels, endpoint);
        }

        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(text)));
        if (Directory.Exists(text))
        {
            return new OpenSource(name, new FolderSource(text, labels, SourceLimits.Default), null);
        }

        if (!File.Exists(text))
        {
            throw new CommandFailedException($"{text} does not exist");
        }

        if (ListSource.IsList(text))
        {
            return new OpenSource(Path.GetFileNameWithoutExtension(name), new ListSource(text, SourceLimits.Default), null);
        }

        if (ArchiveSource.KindOf(text) is { } kind)
        {
            var archive = File.OpenRead(text);
            return new OpenSource(name, new ArchiveSource(archive, kind, labels, SourceLimits.Default), archive);
        }

        throw new CommandFailedException($"{text} is no source: give a folder, a .tar, .tar.gz, .tgz or .zip archive, a .csv or .jsonl list, or s3://bucket/prefix");
    }

    private OpenSource OfBucket(string text, LabelRule labels, string? endpoint)
    {
        var parts = text[Scheme.Length..].Split('/', 2);
        if (parts[0].Length == 0)
        {
            throw new CommandFailedException($"{text} names no bucket: write s3://bucket/prefix");
        }

        if (!Uri.TryCreate(endpoint ?? environment(EndpointVariable), UriKind.Absolute, out var server))
        {
            throw new CommandFailedException($"{text} lies on an S3 server whose address is not known: give --endpoint URL, or set {EndpointVariable}");
        }

        var bucket = new SourceBucket(new S3ObjectStoreOptions
        {
            Endpoint = server,
            Bucket = parts[0],
            Prefix = parts.Length > 1 ? parts[1] : "",
            AccessKey = Require("AWS_ACCESS_KEY_ID", text),
            SecretKey = Require("AWS_SECRET_ACCESS_KEY", text),
            Region = environment("AWS_REGION") is { Length: > 0 } region ? region : "us-east-1",
        });
        return new OpenSource(text.TrimEnd('/'), new ObjectsSource(token => ListAsync(bucket, token), bucket.OpenAsync, labels, SourceLimits.Default), bucket);
    }

    private static async IAsyncEnumerable<(string Name, long SizeBytes)> ListAsync(SourceBucket bucket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, size, _) in bucket.ListAsync(cancellationToken))
        {
            yield return (name, size);
        }
    }

    private string Require(string variable, string source) =>
        environment(variable) is { Length: > 0 } value ? value : throw new CommandFailedException($"{source} wants a key: set {variable}");
}
