using System.Text.Json;

namespace Dcai.Cli.Gateway;

/// <summary>Where a gateway listens and what opens it.</summary>
/// <param name="Url">Such as http://127.0.0.1:5080.</param>
/// <param name="Token">Its token.</param>
internal sealed record GatewayAddress(Uri Url, string Token)
{
    public const string UrlVariable = "DCAI_URL";
    public const string TokenVariable = "DCAI_TOKEN";

    private const string FileName = "gateway.json";

    /// <summary>The link that opens the page for reviewers in a browser; the browser keeps a session instead of the token.</summary>
    public string Link => $"{Url.ToString().TrimEnd('/')}/?token={Token}";

    /// <summary>Where an embedded dcai keeps its data unless told otherwise.</summary>
    public static string DefaultDataDirectory => Path.Join(
        Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data
            ? data
            : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share"),
        "dcai");

    /// <summary>What the options say, else the environment, else the dcai that runs on the data folder.</summary>
    /// <exception cref="UsageException">An address without a token, or no address at all.</exception>
    /// <exception cref="CommandFailedException">No dcai has run on the data folder.</exception>
    public static GatewayAddress Find(string? url, string? token, string? dataDirectory, Func<string, string?> environment)
    {
        url ??= dataDirectory is null ? environment(UrlVariable) : null;
        if (url is not null)
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? new GatewayAddress(address, token ?? environment(TokenVariable)
                    ?? throw new UsageException($"there is no token for {url}: give it with --token or {TokenVariable}"))
                : throw new UsageException($"'{url}' is no address: expected one such as http://127.0.0.1:5080");
        }

        var file = Path.Join(dataDirectory ?? DefaultDataDirectory, FileName);
        return Read(file) ?? throw NotRunning(file);
    }

    public static CommandFailedException NotRunning(string where, Exception? cause = null) =>
        new($"no dcai is running here ({where}): start one with ./dcai up", cause);

    /// <summary>Leaves the address for other commands; only the owner may read it.</summary>
    public void Write(string dataDirectory)
    {
        var file = Path.Join(dataDirectory, FileName);
        var partial = file + ".partial";
        File.Delete(partial);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(partial, options))
        {
            JsonSerializer.Serialize(stream, this, JsonSerializerOptions.Web);
        }

        File.Move(partial, file, overwrite: true);
    }

    public static void Forget(string dataDirectory) => File.Delete(Path.Join(dataDirectory, FileName));

    private static GatewayAddress? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<GatewayAddress>(File.ReadAllBytes(file), JsonSerializerOptions.Web);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw NotRunning($"{file} is damaged", damaged);
        }
        catch (UnauthorizedAccessException forbidden)
        {
            throw new CommandFailedException($"{file} belongs to somebody else: ask its owner for the address and the token", forbidden);
        }
    }
}
