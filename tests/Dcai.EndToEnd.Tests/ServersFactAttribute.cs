namespace Dcai.EndToEnd.Tests;

/// <summary>A test that needs a broker and an S3 server, which the command under test starts.</summary>
internal sealed class ServersFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["/usr/lib/rabbitmq/bin/rabbitmq-server", "/usr/bin/ceph-osd", "/usr/bin/radosgw"];

    public ServersFactAttribute()
    {
        if (Array.Find(Programs, program => !File.Exists(program)) is { } absent)
        {
            Skip = $"{absent} is absent: apt-get install --no-install-recommends rabbitmq-server ceph-mon ceph-osd radosgw ceph-common";
        }
    }
}
