using System.Security.Cryptography;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Access;

/// <summary>Who may log in.</summary>
internal sealed class UserDirectory(IObjectStore store, TimeProvider time)
{
    private const int ShortestPassword = 12;
    private const int LongestPassword = 200;

    /// <summary>Of PBKDF2 with HMAC-SHA-512, as OWASP's password storage cheat sheet asks for.</summary>
    private const int Iterations = 210_000;

    private static readonly PasswordHasher<UserDocument> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    /// <summary>Of nobody: a name that does not exist takes as long to refuse as one that does.</summary>
    private static readonly Lazy<string> NobodysHash = new(() => Hasher.HashPassword(null!, NewStamp()));

    private readonly VersionedDocuments<UserDocument> _users = new(store, UserDocument.Format, StoreKeys.Users, time);

    /// <summary>The user as of two seconds ago or later; null where there is none of that name, or none any more.</summary>
    public async Task<UserDocument?> FindAsync(string name, CancellationToken cancellationToken) =>
        AccessNames.IsValid(name) && await _users.FindAsync(AccessNames.Key(name), cancellationToken) is { IsRemoved: false } user ? user : null;

    /// <summary>Whether somebody may be told of a dataset: a user of what they may see, a removed one of nothing. Whoever never was a user has been entered by an admin.</summary>
    public async Task<bool> MayHearOfAsync(string name, string datasetId, CancellationToken cancellationToken) =>
        !AccessNames.IsValid(name)
        || await _users.FindAsync(AccessNames.Key(name), cancellationToken) is not { } user
        || (!user.IsRemoved && Visitor.WithSession(user).May(Role.Viewer, datasetId));

    public async Task<IReadOnlyList<UserDocument>> ListAsync(CancellationToken cancellationToken)
    {
        var users = new List<UserDocument>();
        await foreach (var user in _users.ListAsync(cancellationToken))
        {
            if (!user.IsRemoved)
            {
                users.Add(user);
            }
        }

        return users;
    }

    /// <summary>Whether the password is the user's. Takes the same time for nobody.</summary>
    public static bool IsPassword(UserDocument? user, string password) =>
        Hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? NobodysHash.Value, password) != PasswordVerificationResult.Failed && user?.PasswordHash is not null;

    /// <exception cref="GatewayProblemException">The name or the password cannot be, or the name is taken.</exception>
    public Task<UserDocument> AddAsync(AddUser request, string by, CancellationToken cancellationToken)
    {
        AccessNames.Check(request.Name);
        if (request.Grants.GroupBy(grant => grant.DatasetId, StringComparer.Ordinal).FirstOrDefault(scope => scope.Count() > 1) is { } twice)
        {
            throw Refusal.BadRequest("grants", $"There are several roles for {twice.Key ?? "all datasets"}: a role holds what the lower ones do, so name the highest.");
        }

        var user = Changed(
            new UserDocument
            {
                Name = request.Name,
                PasswordHash = request.Password is { } password ? Hash(password) : null,
                Grants = request.Grants,
                Stamp = NewStamp(),
                ChangedAt = default,
                ChangedBy = "",
            },
            by);
        return _users.ChangeAsync(
            AccessNames.Key(request.Name),
            known => known is { IsRemoved: false }
                ? throw Refusal.Conflict("user-exists", $"There is a user '{known.Name}' already: choose another name, or change this one.")
                : user,
            cancellationToken);
    }

    public Task<UserDocument> RemoveAsync(string name, string by, CancellationToken cancellationToken) =>
        ChangeAsync(name, user => Changed(user with { IsRemoved = true, PasswordHash = null, Grants = [], Stamp = NewStamp() }, by), cancellationToken);

    /// <summary>Sets a password and ends the user's sessions.</summary>
    public Task<UserDocument> SetPasswordAsync(string name, string password, string by, CancellationToken cancellationToken)
    {
        var hash = Hash(password);
        return ChangeAsync(name, user => Changed(user with { PasswordHash = hash, Stamp = NewStamp() }, by), cancellationToken);
    }

    /// <summary>Gives a role in place of the one that the user has for the same dataset, or for all.</summary>
    public Task<UserDocument> GrantAsync(string name, Grant grant, string by, CancellationToken cancellationToken) =>
        ChangeAsync(name, user => Changed(user with { Grants = [.. user.Grants.Where(one => one.DatasetId != grant.DatasetId), grant] }, by), cancellationToken);

    /// <summary>Takes the role for a dataset away, or the one for all.</summary>
    public Task<UserDocument> RevokeAsync(string name, string? datasetId, string by, CancellationToken cancellationToken) => ChangeAsync(
        name,
        user => user.Grants.Any(grant => grant.DatasetId == datasetId)
            ? Changed(user with { Grants = [.. user.Grants.Where(grant => grant.DatasetId != datasetId)] }, by)
            : throw Refusal.NotFound("no-grant", $"'{user.Name}' has no role for {datasetId ?? "all datasets"}: see GET /api/users for those that there are."),
        cancellationToken);

    private static string Hash(string password) => password.Length is >= ShortestPassword and <= LongestPassword
        ? Hasher.HashPassword(null!, password)
        : throw Refusal.BadRequest("password", $"A password has {ShortestPassword} to {LongestPassword} characters, and this one {password.Length}: a few words in a row make a good one.");

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private UserDocument Changed(UserDocument user, string by) => user with { ChangedAt = time.GetUtcNow(), ChangedBy = by };

    private Task<UserDocument> ChangeAsync(string name, Func<UserDocument, UserDocument> change, CancellationToken cancellationToken)
    {
        AccessNames.Check(name);
        return _users.ChangeAsync(
            AccessNames.Key(name),
            known => known is { IsRemoved: false } ? change(known) : throw Refusal.NotFound("no-user", $"There is no user '{name}': see GET /api/users."),
            cancellationToken);
    }
}
