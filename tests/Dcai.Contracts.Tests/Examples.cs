using System.Collections;
using System.Runtime.CompilerServices;
using Dcai.Work.Sagas;

namespace Dcai.Contracts.Tests;

/// <summary>
/// A realistic value of every contract, made from the names and types of its members, so that a new member or a new contract gets into the goldens
/// without being asked.
/// </summary>
internal static class Examples
{
    private static readonly string Hex = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    private static readonly Dictionary<string, object> Words = new(StringComparer.Ordinal)
    {
        ["DatasetId"] = "roman-numerals",
        ["Dataset"] = "roman-numerals",
        ["CommandId"] = Hex,
        ["SampleId"] = Hex,
        ["First"] = Hex,
        ["Second"] = Hex,
        ["NearGroup"] = Hex,
        ["Digest"] = $"sha256:{Hex}",
        ["ContentDigest"] = $"sha256:{Hex}",
        ["MediaType"] = "image/png",
        ["BatchId"] = "3f2b6c1e9d5a4f7ab0c8d7e6f5a4b3c2",
        ["UploadId"] = "5e884898da28047151d0e56f8dc62927",
        ["ReviewId"] = "0003-round",
        ["Review"] = "0003-round",
        ["DecisionId"] = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        ["Source"] = "upload",
        ["Name"] = "train/viii/0001.png",
        ["Label"] = "viii",
        ["CertifiedLabel"] = "viii",
        ["SuggestedLabel"] = "vii",
        ["Split"] = "train",
        ["Reason"] = "likely invalid: loss 3.2 against viii",
        ["Comment"] = "the last stroke is faint",
        ["RemovedReason"] = "no numeral",
        ["Refusal"] = "it is not paused: it is Ranking",
        ["State"] = "Ranking",
        ["ResumeState"] = "Ranking",
        ["CurrentState"] = "Ranking",
        ["Activity"] = "training",
        ["Profile"] = "quick",
        ["Reviewer"] = "ada",
        ["Subject"] = "eve",
        ["CertifiedBy"] = "ada",
        ["PerceptualHash"] = "f0e1d2c3b4a59687",
        ["NearDuplicateOf"] = Hex,
        ["LeaksInto"] = "val",
        ["Path"] = "releases/1",
        ["Nonce"] = "9d5a4f7ab0c8d7e6",
        ["ParentNonce"] = "b0c8d7e6f5a4b3c2",
        ["Command"] = "RankShard",
        ["MessageId"] = "0011223344556677a0c8d7e6f5a4b3c2",
        ["Message"] = "RankShard",
        ["Queue"] = "rank-shard",
        ["Detail"] = "System.InvalidOperationException: the model has 9 classes, the dataset 10",
        ["Body"] = "{\"message\":{}}",
        ["Id"] = "0002-seed",
        ["Preprocessing"] = "ink",
        ["Network"] = "reference",
        ["Kind"] = "rotation",
        ["Class"] = "viii",
        ["Key"] = "v",
        ["Color"] = "#1d5fd0",
        ["Text"] = "Five and three strokes.",
        ["Surplus"] = "redundant",
        ["Part"] = "cleaning",
        ["Licence"] = "CC-BY-4.0",
        ["LeftOut"] = "Class 'viii' has 3 training images",
        ["End"] = "no-improvement",
        ["Failure"] = "collapsed",
        ["Score"] = "combined",
        ["Acquisition"] = "entropy",
        ["Service"] = "ranker",
        ["Instance"] = "3f2b6c1e9d5a",
        ["Host"] = "node-1",

        ["Action"] = "delete",
        ["By"] = "ada",
        ["CodeVersion"] = "1.0.0+cccfde4",
    };

    private static readonly Dictionary<string, object> Lists = new(StringComparer.Ordinal)
    {
        ["SampleIds"] = Hex,
        ["Classes"] = "viii",
        ["HardClasses"] = "viii",
        ["GivenLabels"] = "viii",
        ["Batches"] = Words["BatchId"],
        ["Reviews"] = Words["ReviewId"],
        ["Supersedes"] = Words["DecisionId"],
        ["Adjudicators"] = "kim",
        ["ToSend"] = Hex,
    };

    public static object Of(Type type) => Value(type, type.Name)!;

    private static object? Value(Type type, string member)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return Words.TryGetValue(member, out var word) ? word : throw new InvalidOperationException($"Give {member} an example in {nameof(Examples)}.");
        }

        if (type == typeof(OwedCommand))
        {
            return OwedCommand.Of((RankShard)Of(typeof(RankShard)), Hex, Moment);
        }

        return type switch
        {
            _ when type == typeof(int) => member.Length,
            _ when type == typeof(long) => 1000L + member.Length,
            _ when type == typeof(ulong) => 18_446_744_073_709_551_615UL,
            _ when type == typeof(double) => 0.25 + (1.0 / 3),
            _ when type == typeof(bool) => true,
            _ when type == typeof(Guid) => Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
            _ when type == typeof(DateTimeOffset) => Moment,
            _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1),
            _ when ElementOf(type) is { } element => List(element, member),
            _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => Dictionary(type),
            _ => Record(type),
        };
    }

    private static DateTimeOffset Moment => new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) || type.GetGenericTypeDefinition() == typeof(List<>))
            ? type.GetGenericArguments()[0]
            : null;

    private static IList List(Type element, string member)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        list.Add(element == typeof(string) && Lists.TryGetValue(member, out var word) ? word : Value(element, member));
        return list;
    }

    private static IDictionary Dictionary(Type type)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()))!;
        dictionary.Add("0001-seed", Value(type.GetGenericArguments()[1], "Batches"));
        return dictionary;
    }

    private static object Record(Type type)
    {
        // A positional record has no other constructor; the others are filled member by member.
        var positional = type.GetConstructors().FirstOrDefault(constructor => constructor.GetParameters().Length > 0);
        if (positional is not null)
        {
            return positional.Invoke([.. positional.GetParameters().Select(parameter => Value(parameter.ParameterType, parameter.Name!))]);
        }

        var record = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            property.SetValue(record, Value(property.PropertyType, property.Name));
        }

        return record;
    }
}
