using System.Net;
using System.Net.Http.Json;
using Dcai.Api;

namespace Dcai.ReviewGateway.Tests;

internal static class Answers
{
    /// <summary>The problem, after checking that it is one: right status, right media type, one line.</summary>
    public static async Task<Problem> IsProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"expected {status}, got {response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = (await response.Content.ReadFromJsonAsync<Problem>())!;
        Assert.Equal(code, problem.Code);
        Assert.False(string.IsNullOrWhiteSpace(problem.Detail));
        Assert.DoesNotContain('\n', problem.Detail);
        return problem;
    }

    public static async Task<T> IsAsync<T>(this HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"expected {status}, got {response.StatusCode}: {body}");
        return (await response.Content.ReadFromJsonAsync<T>())!;
    }

    /// <summary>A problem of this status; the answer to HEAD has a status only.</summary>
    public static async Task IsProblemUnlessEmptyAsync(this HttpResponseMessage response, HttpStatusCode status, string what, string to)
    {
        Assert.True(status == response.StatusCode, $"{what} answers {response.StatusCode} to {to}, and not {status}");
        if (response.RequestMessage!.Method != HttpMethod.Head)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.False(string.IsNullOrWhiteSpace((await response.Content.ReadFromJsonAsync<Problem>())!.Detail), what);
        }

        response.Dispose();
    }
}
