using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Paging;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.DeadLetters;

/// <summary>Messages that were given up. They are notices: what a dataset owes is sent again when it resumes.</summary>
internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        var letters = routes.MapGroup("/dead-letters").WithTags("Dead letters");
        letters.MapGet("", ListAsync).ForAnyLogin().WithName("ListDeadLetters").WithSummary("Messages that were given up, of the datasets that one may see, the newest first.");
        letters.MapGet("{messageId}", ShowAsync).ForAnyLogin().WithName("GetDeadLetter").WithSummary("One of them, with the exception and the message.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<DeadLetterList>> ListAsync(
        IObjectStore store, string? datasetId, HttpContext context, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        var letters = new List<DeadLetterSummary>();
        await foreach (var info in store.ListAsync(StoreKeys.DeadLetters, cancellationToken: cancellationToken))
        {
            // One that was listed may be gone by now.
            if (await store.TryGetDocumentAsync(info.Key, Formats.DeadLetter, cancellationToken) is { } letter
                && (datasetId is null || letter.DatasetId == datasetId) && Visitor.Of(context).May(Role.Viewer, letter.DatasetId))
            {
                letters.Add(Summary(letter));
            }
        }

        var (page, next) = CursorPage.Take(
            [.. letters.OrderByDescending(letter => letter.GivenUpAt).ThenBy(letter => letter.MessageId, StringComparer.Ordinal)], cursor, limit, letter => letter.MessageId);
        return TypedResults.Ok(new DeadLetterList { DeadLetters = page, NextCursor = next });
    }

    private static async Task<Ok<DeadLetterText>> ShowAsync(IObjectStore store, string messageId, HttpContext context, CancellationToken cancellationToken)
    {
        var letter = messageId.All(char.IsAsciiLetterOrDigit) ? await store.TryGetDocumentAsync(StoreKeys.DeadLetter(messageId), Formats.DeadLetter, cancellationToken) : null;
        return letter is null || !Visitor.Of(context).May(Role.Viewer, letter.DatasetId)
            ? throw Refusal.NotFound("no-dead-letter", $"There is no dead letter '{messageId}': see GET /api/dead-letters.")
            : TypedResults.Ok(new DeadLetterText { Summary = Summary(letter), CommandId = letter.CommandId, Detail = letter.Detail, Body = letter.Body });
    }

    private static DeadLetterSummary Summary(DeadLetter letter) => new()
    {
        MessageId = letter.MessageId,
        Message = letter.Message,
        Queue = letter.Queue,
        DatasetId = letter.DatasetId,
        Reason = letter.Reason,
        GivenUpAt = letter.GivenUpAt,
    };
}
