using Dcai.Api;
using Dcai.ReviewGateway.Problems;
using Dcai.ReviewGateway.Upkeep;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Access;

/// <summary>People come in and go.</summary>
internal sealed class Logins(GatewayToken token, UserDirectory users, BrowserSession session, AccessAudit audit, IOptions<AccessOptions> options)
{
    private const int Turns = 64;

    private readonly AccessOptions _options = options.Value;

    /// <summary>Guesses at one name wait for each other, or many at once would all be counted too late.</summary>
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Gives a session for the gateway's token, or for a name and its password. What is wrong is not said: not even whether there is such a user.</summary>
    /// <exception cref="GatewayProblemException">They do not open the gateway.</exception>
    public async Task<Visitor> LogInAsync(HttpContext context, LogIn request)
    {
        if (request.Token is { Length: > 0 } candidate)
        {
            if (await token.IsAsync(candidate.Trim(), context.RequestAborted))
            {
                return await EnterAsync(context, user: null);
            }

            await NoteAsync(context, AccessAudit.Refused, subject: null, "a wrong token");
            throw new GatewayProblemException(StatusCodes.Status401Unauthorized, "login", "That token does not open this gateway.");
        }

        var (name, password) = (request.Name?.Trim() ?? "", request.Password ?? "");
        var (user, fault) = await CheckAsync(context, name, password);
        return fault is not null ? throw new GatewayProblemException(StatusCodes.Status401Unauthorized, "login", fault) : await EnterAsync(context, user);
    }

    /// <summary>Another password for the user who asks, who stays logged in while their other sessions end.</summary>
    /// <exception cref="GatewayProblemException">Nobody with a password asks, the current one is wrong, or the new one cannot be.</exception>
    public async Task<Visitor> ChangePasswordAsync(HttpContext context, ChangePassword request)
    {
        if (Visitor.Of(context) is not { Kind: VisitorKind.User, Name: { } name })
        {
            throw Refusal.BadRequest("no-user", "A token has no password: log in as a user, or change a user's with PUT /api/users/NAME/password.");
        }

        if ((await CheckAsync(context, name, request.Current)).Fault is { } fault)
        {
            throw Refusal.BadRequest("login", fault);
        }

        var user = await users.SetPasswordAsync(name, request.Password, Caller.Of(context), context.RequestAborted);
        await audit.WriteAsync(AccessAudit.SetPassword, Caller.Of(context), context.RequestAborted, name);
        await session.GrantAsync(context, user);
        return Visitor.WithSession(user);
    }

    /// <summary>Gives a session to somebody who has shown who they are.</summary>
    /// <param name="context">The request.</param>
    /// <param name="user">Null: the holder of the gateway's token.</param>
    public async Task<Visitor> EnterAsync(HttpContext context, UserDocument? user)
    {
        var visitor = user is null ? Visitor.WithGatewayToken(hasSession: true) : Visitor.WithSession(user);
        await audit.WriteAsync(AccessAudit.LoggedIn, Caller.Of(context, visitor), context.RequestAborted, subject: user?.Name);
        await session.GrantAsync(context, user);
        return visitor;
    }

    public async Task LeaveAsync(HttpContext context)
    {
        await audit.WriteAsync(AccessAudit.LoggedOut, Caller.Of(context), context.RequestAborted, subject: Visitor.Of(context).Name);
        await session.EndAsync(context);
    }

    private async Task<(UserDocument? User, string? Fault)> CheckAsync(HttpContext context, string name, string password)
    {
        var turn = _turns[(uint)name.GetHashCode(StringComparison.OrdinalIgnoreCase) % Turns];
        await turn.WaitAsync(context.RequestAborted);
        try
        {
            var user = await users.FindAsync(name, context.RequestAborted);
            return (user, await FaultAsync(context, user, password));
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>What is wrong with a name and its password, or null; it is noted. How long this takes does not say whether there is such a user, nor whether he is
    /// locked out; what was tried while he is does not prolong it.</summary>
    private async Task<string?> FaultAsync(HttpContext context, UserDocument? user, string password)
    {
        var isRight = UserDirectory.IsPassword(user, password);
        var isLocked = user is not null
            && await audit.CountRefusalsAsync(user.Name, TimeSpan.FromMinutes(_options.LockoutMinutes), context.RequestAborted) >= _options.WrongPasswords;
        if (isRight && !isLocked)
        {
            return null;
        }

        await NoteAsync(context, isLocked ? AccessAudit.LockedOut : AccessAudit.Refused, user?.Name, user is null ? "no such user" : isRight ? "" : "a wrong password");
        return $"Name and password do not open this gateway, or were wrong too often: then wait {_options.LockoutMinutes} minutes, or ask an admin for another password.";
    }

    /// <summary>Notes that somebody was not let in, even where he does not wait for the answer: else nobody would count his guesses.</summary>
    public Task NoteAsync(HttpContext context, string action, string? subject, string reason) =>
        audit.WriteAsync(action, Caller.Of(context, visitor: null), CancellationToken.None, subject, reason: reason.Length > 0 ? reason : null);
}
