using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Dcai.Torch.Tests;

/// <summary>What an assembly offers, one line a member, written as in C#. Nullable references are not marked: TorchSharp's files differ in that.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    internal static IEnumerable<string> Of(Assembly assembly, string namespacePrefix) => assembly.GetTypes()
        .Where(type => IsVisible(type) && (type.Namespace ?? "").StartsWith(namespacePrefix, StringComparison.Ordinal))
        .SelectMany(Lines)
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static bool IsVisible(Type type) =>
        type.DeclaringType is { } outer ? (type.IsNestedPublic || type.IsNestedFamily) && IsVisible(outer) : type.IsPublic;

    private static IEnumerable<string> Lines(Type type)
    {
        var name = NameOf(type);
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(member => $"{name}: {member} = {Convert.ToInt64(Enum.Parse(type, member), CultureInfo.InvariantCulture)}");
        }

        var members = type.GetMembers(Declared).Select(Line).OfType<string>().ToList();
        return members.Count == 0 ? [$"{name}:"] : members.Select(member => $"{name}: {member}");
    }

    private static string? Line(MemberInfo member) => member switch
    {
        MethodInfo method when IsOffered(method) && method.GetBaseDefinition() == method && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            Text(method),
        ConstructorInfo constructor when IsOffered(constructor) && !constructor.IsStatic => $"new({Parameters(constructor)})",
        PropertyInfo property => Text(property),
        FieldInfo field when field.IsPublic || field.IsFamily => $"{NameOf(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static bool IsOffered(MethodBase method) =>
        (method.IsPublic || method.IsFamily) && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.Name.Contains('<', StringComparison.Ordinal);

    private static string Text(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{NameOf(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string? Text(PropertyInfo property)
    {
        var accessors = new[] { ("get", property.GetMethod), ("set", property.SetMethod) }
            .Where(entry => entry.Item2 is { } method && (method.IsPublic || method.IsFamily) && method.GetBaseDefinition() == method)
            .Select(entry => entry.Item1 + ";")
            .ToList();
        if (accessors.Count == 0) return null;
        var indices = property.GetIndexParameters();
        var name = indices.Length == 0 ? property.Name : $"this[{string.Join(", ", indices.Select(Text))}]";
        return $"{NameOf(property.PropertyType)} {name} {{ {string.Join(" ", accessors)} }}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Text));

    private static string Text(ParameterInfo parameter)
    {
        var modifier = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : parameter.Member.IsDefined(typeof(ExtensionAttribute)) && parameter.Position == 0 ? "this " : "";
        return $"{modifier}{NameOf(parameter.ParameterType)} {parameter.Name}{Default(parameter)}";
    }

    private static string Default(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue) return "";
        return " = " + parameter.DefaultValue switch
        {
            null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
            bool value => value ? "true" : "false",
            Enum value => $"{value.GetType().Name}.{value}",
            double value => value.ToString(CultureInfo.InvariantCulture),
            float value => value.ToString(CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static string NameOf(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (Nullable.GetUnderlyingType(type) is { } inner) return NameOf(inner) + "?";
        if (type.IsArray) return $"{NameOf(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsGenericParameter) return type.Name;
        if (typeof(ITuple).IsAssignableFrom(type) && type.IsGenericType) return $"({string.Join(", ", type.GetGenericArguments().Select(NameOf))})";
        var name = type.IsNested && type.Namespace!.StartsWith("TorchSharp", StringComparison.Ordinal)
            ? $"{OuterName(type)}.{Bare(type)}" : Bare(type);
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().TakeLast(Arity(type)).Select(NameOf))}>" : name;
    }

    private static string OuterName(Type type) =>
        type.DeclaringType is not { } outer ? "" : outer.DeclaringType is null ? Bare(outer) : $"{OuterName(outer)}.{Bare(outer)}";

    private static string Bare(Type type) => type.Name.Split('`')[0];

    private static int Arity(Type type) => type.Name.Contains('`', StringComparison.Ordinal) ? int.Parse(type.Name.Split('`')[1], CultureInfo.InvariantCulture) : 0;
}
