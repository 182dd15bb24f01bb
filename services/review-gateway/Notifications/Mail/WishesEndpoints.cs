using Dcai.Api;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Paging;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Notifications.Mail;

/// <summary>People say how they want to be told.</summary>
internal static class WishesEndpoints
{
    public static void MapWishes(this IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/people").WithTags("Notifications");
        people.MapGet("", ListAsync).ForAdminsOfAll().WithName("ListNotifiedPeople").WithSummary("Who has said how he wants to be told.").ProducesProblem(StatusCodes.Status400BadRequest);
        people.MapGet("{reviewer}/notifications", GetAsync).ForAnyLogin().WithName("GetNotificationWishes").WithSummary("How somebody wants to be told.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        people.MapPut("{reviewer}/notifications", ChangeAsync).ForAnyLogin().WithName("ChangeNotificationWishes").WithSummary("Say all of it anew; what happened before is not told.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<NotifiedPersonList>> ListAsync(
        WishesShelf shelf, MailPost post, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        CursorPage.Check(limit);
        var (page, next) = await CursorPage.TakeAsync(shelf.ListAsync(cursor, cancellationToken), limit, person => StoreKeys.Name(person.Folder), cancellationToken);
        var people = new List<NotifiedPerson>();
        foreach (var person in page)
        {
            people.Add(await ToApiAsync(person, post, cancellationToken));
        }

        return TypedResults.Ok(new NotifiedPersonList { People = people, NextCursor = next });
    }

    private static async Task<Ok<NotifiedPerson>> GetAsync(
        string reviewer, WishesShelf shelf, MailPost post, HttpContext context, CancellationToken cancellationToken)
    {
        Visitor.Of(context).RequireOwn(reviewer);
        return await shelf.FindAsync(WishesShelf.Folder(reviewer), cancellationToken) is { } person
            ? TypedResults.Ok(await ToApiAsync(person, post, cancellationToken))
            : throw Refusal.NotFound("no-wishes", $"'{reviewer}' has not said how to be told: say it with PUT /api/people/{Uri.EscapeDataString(reviewer)}/notifications.");
    }

    private static async Task<Ok<NotifiedPerson>> ChangeAsync(
        string reviewer, NotificationWishes wishes, WishesShelf shelf, MailPost post, HttpContext context, CancellationToken cancellationToken)
    {
        Visitor.Of(context).RequireOwn(reviewer);
        WishesRules.Check(reviewer, wishes);
        return TypedResults.Ok(await ToApiAsync(await shelf.ChangeAsync(reviewer, wishes, cancellationToken), post, cancellationToken));
    }

    private static async Task<NotifiedPerson> ToApiAsync(KnownPerson person, MailPost post, CancellationToken cancellationToken) => new()
    {
        Reviewer = person.Stored.Reviewer,
        Wishes = person.Stored.Wishes,
        MailProblem = await post.ProblemAsync(person.Folder, cancellationToken),
    };
}
