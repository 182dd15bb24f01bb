using Dcai.Api;
using Microsoft.AspNetCore.Authorization;

namespace Dcai.ReviewGateway.Access;

/// <summary>What one needs to be for an endpoint.</summary>
/// <param name="Role">At least; null: to have logged in.</param>
/// <param name="IsForAll">For all datasets, and not only for the one that the path names.</param>
internal sealed record RoleRequirement(Role? Role, bool IsForAll) : IAuthorizationRequirement
{
    /// <summary>The dataset that a path names, as every route calls it.</summary>
    public const string DatasetParameter = "datasetId";
}
