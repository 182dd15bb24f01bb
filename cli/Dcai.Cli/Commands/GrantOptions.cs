using System.CommandLine;
using Dcai.Api;

namespace Dcai.Cli.Commands;

/// <summary>A role, and where it counts.</summary>
internal static class GrantOptions
{
    public static Option<Role?> Role()
    {
        var names = Enum.GetNames<Role>().Select(name => name.ToLowerInvariant()).ToArray();
        var option = new Option<Role?>("--role")
        {
            Description = "viewer: looks; reviewer: decides too; admin: uploads, steers, sets, deletes and erases too.",
            HelpName = string.Join('|', names),
        };
        option.AcceptOnlyFromAmong(names);
        return option;
    }

    public static Option<string?> Dataset() => new("--dataset") { Description = "The role counts for this dataset; for all of them unless given.", HelpName = "DATASET" };
}
