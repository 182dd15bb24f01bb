using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Dcai.ObjectStorage.Tests;

/// <summary>A fact of the specification. It is skipped, with the reason, in a class whose store is not there (<see cref="StoreAvailabilityAttribute"/>).</summary>
[XunitTestCaseDiscoverer("Dcai.ObjectStorage.Tests.StoreFactDiscoverer", "Dcai.ObjectStorage.Tests")]
[AttributeUsage(AttributeTargets.Method)]
public sealed class StoreFactAttribute : FactAttribute;

/// <summary>Says why the store of a specification class cannot be reached; derived attributes look.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class StoreAvailabilityAttribute : Attribute
{
    public abstract string? Absence { get; }
}

/// <summary>xunit 2 gives a fact's attribute no way to see which derived class runs it; a discoverer has one.</summary>
public sealed class StoreFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new StoreTestCase(diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

public sealed class StoreTestCase : XunitTestCase
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For deserialization by the runner.", error: true)]
    public StoreTestCase()
    {
    }

    public StoreTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(diagnostics, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttributes(typeof(StoreAvailabilityAttribute), inherit: true)
            .Cast<StoreAvailabilityAttribute>().SingleOrDefault()?.Absence ?? base.GetSkipReason(factAttribute);
}
