using System.Reflection;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenAReportIsShown
{
    [Theory]
    [InlineData(typeof(AuditReport), typeof(AuditOutcome))]
    [InlineData(typeof(CertificationReport), typeof(Certification))]
    [InlineData(typeof(LearningCurveReport), typeof(LearningCurve))]
    [InlineData(typeof(LearningCurvePointReport), typeof(LearningCurvePoint))]
    [InlineData(typeof(NoiseReport), typeof(NoiseAccuracy))]
    [InlineData(typeof(CleaningReport), typeof(CleaningMeasure))]
    [InlineData(typeof(CleaningPointReport), typeof(CleaningPoint))]
    [InlineData(typeof(EffortPointReport), typeof(EffortPoint))]
    public void It_leaves_out_nothing_that_the_store_knows(Type shown, Type stored) => Assert.Equal(Names(stored), Names(shown));

    [Fact]
    public async Task Every_figure_is_the_stored_one()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        var stored = Filled<Report>(new Counter());
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Report(DatasetId, 1), Formats.Report, stored);

        var shown = await gateway.GetAsync<CurationReport>($"/api/datasets/{DatasetId}/releases/1/report");

        Compare(stored, shown, "report");
    }

    /// <summary>Every property that both have is equal, down to the leaves; a mapping that was forgotten shows as a default.</summary>
    private static void Compare(object? stored, object? shown, string path)
    {
        if (stored is null || stored is string || stored.GetType().IsPrimitive)
        {
            Assert.True(Equals(stored, shown), $"{path}: {stored} is shown as {shown}");
        }
        else if (stored is Enum)
        {
            Assert.Equal(stored.ToString(), shown?.ToString());
        }
        else if (stored is System.Collections.IEnumerable items)
        {
            object?[] expected = [.. items.Cast<object?>()];
            object?[] actual = [.. ((System.Collections.IEnumerable)shown!).Cast<object?>()];
            Assert.Equal(expected.Length, actual.Length);
            for (var index = 0; index < expected.Length; index++)
            {
                Compare(expected[index], actual[index], $"{path}[{index}]");
            }
        }
        else
        {
            Assert.True(shown is not null, $"{path} is not shown");
            foreach (var property in Names(stored.GetType()).Intersect(Names(shown.GetType())))
            {
                Compare(stored.GetType().GetProperty(property)!.GetValue(stored), shown.GetType().GetProperty(property)!.GetValue(shown), $"{path}.{property}");
            }
        }
    }

    private static T Filled<T>(Counter counter) => (T)Filled(typeof(T), counter);

    /// <summary>No two leaves are equal, none is a default.</summary>
    private static object Filled(Type type, Counter counter)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return $"text {counter.Next()}";
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(counter.Next(), type, System.Globalization.CultureInfo.InvariantCulture);
        }

        if (type == typeof(DateTimeOffset))
        {
            return DateTimeOffset.UnixEpoch;
        }

        if (type == typeof(Descriptor))
        {
            return new Descriptor { MediaType = "application/json", Digest = $"sha256:{counter.Next():x64}", SizeBytes = 1 };
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(1)!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var items = Array.CreateInstance(type.GetGenericArguments()[0], 2);
            items.SetValue(Filled(type.GetGenericArguments()[0], counter), 0);
            items.SetValue(Filled(type.GetGenericArguments()[0], counter), 1);
            return items;
        }

        var filled = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            property.SetValue(filled, Filled(property.PropertyType, counter));
        }

        return filled;
    }

    private static string[] Names(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order(StringComparer.Ordinal)];

    private sealed class Counter
    {
        private int last = 1;

        public int Next() => ++last;
    }
}
