using Dcai.Contracts.Documents;

namespace Dcai.ReviewGateway.Reviews;

/// <param name="Item">What is asked.</param>
/// <param name="Position">The sample's first place in the review as selected, by which the tally knows it.</param>
/// <param name="IsOfOneClass">As <see cref="ReviewLineup.IsOfOneClass"/> says.</param>
internal readonly record struct LineupEntry(ReviewItem Item, int Position, bool IsOfOneClass);
