#!/bin/bash
# A private S3 server on loopback: Ceph's RADOS gateway with one monitor and one storage daemon, from Debian's packages, without systemd
# and without Docker; any number side by side.
#
#   rgw.sh start DIR [--parent PID | --stop-with PID] [--port N] [--store memstore|bluestore]
#                       prints KEY=VALUE lines once the gateway answers. --parent: wiped by itself when process PID ends.
#                       --stop-with: stopped then, with what bluestore holds kept.
#                       memstore (the default) starts in seconds and forgets at stop; bluestore keeps the objects in DIR
#   rgw.sh status DIR   the same lines, or exit code 1
#   rgw.sh stop DIR     wipe DIR: stop and delete everything; kill-gateway DIR: only the process that answers requests, as a crash would
set -u
. "$(dirname "$(realpath "$0")")/server.sh"
[ $# -ge 2 ] || { sed -n '5,10s/^# \{0,1\}//p' "$0"; exit 2; }
command=$1 dir=$(realpath -m "$2"); shift 2
conf=$dir/ceph.conf
export CEPH_CONF=$conf

configure() { # S3 port, first of the monitor's and storage daemon's ports, store
  cat >"$conf" <<EOF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon_host = [v2:127.0.0.1:$2]
ms_bind_msgr1 = false
ms_bind_ipv6 = false
ms_mon_client_mode = crc
ms_mon_cluster_mode = crc
ms_mon_service_mode = crc
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_port_min = $(($2 + 1))
ms_bind_port_max = $(($2 + 19))
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
run_dir = $dir/run
admin_socket = $dir/run/\$name.asok
pid_file = $dir/run/\$name.pid
log_file = $dir/log/\$name.log
crash_dir = $dir/crash
setuser_match_path =
# one copy of everything on one storage daemon
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_allow_pool_delete = true
mon_max_pg_per_osd = 1000
osd_crush_chooseleaf_type = 0
mon_warn_on_pool_no_redundancy = false
# come up quickly, say little
paxos_propose_interval = 0.05
mon_tick_interval = 1
osd_heartbeat_interval = 5
debug_ms = 0
debug_mon = 0
debug_osd = 0
debug_rgw = 0
debug_rocksdb = 0
debug_bluestore = 0

[mon]
mon_data = $dir/mon
mon_cluster_log_file = $dir/log/cluster.log
mon_data_avail_crit = 1
mon_osd_full_ratio = .97

[osd]
osd_data = $dir/osd
osd_objectstore = $3
memstore_device_bytes = 6442450944
bluestore_block_size = 16106127360
osd_memory_target = 1073741824
osd_op_num_shards = 2
osd_op_num_threads_per_shard = 2

[client]
rgw_data = $dir/rgwdata
rgw_frontends = beast endpoint=127.0.0.1:$1 tcp_nodelay=1
rgw_thread_pool_size = 64
rgw_enable_usage_log = false
rgw_enable_ops_log = false
rgw_run_sync_thread = false
rgw_gc_obj_min_wait = 60
rgw_lc_debug_interval = -1
rgw_bucket_quota_ttl = 0
rgw_override_bucket_index_max_shards = 0
EOF
  cat >"$dir/env" <<EOF
S3_PORT=$1
STORE=$3
ACCESS_KEY=$(secret)
SECRET_KEY=$(secret)
EOF
}

background() { # name command...
  local name=$1; shift
  setsid nohup "$@" </dev/null >>"$dir/log/$name.out" 2>&1 &
  remember "$dir/$name.pid" $!
}

answers() {
  timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/'"$S3_PORT"' && printf "GET / HTTP/1.0\r\n\r\n" >&3 && head -c 12 <&3 | grep -q "HTTP/1.1 200"'
}

start() {
  local parent='' at_end=wipe port='' store=memstore fresh=0 monitor uuid
  while [ $# -gt 0 ]; do
    case $1 in
      --parent) parent=$2 ;; --stop-with) parent=$2 at_end=stop ;; --port) port=$2 ;; --store) store=$2 ;;
      *) fail "unknown option $1" ;;
    esac
    shift 2 || fail "the last option needs a value"
  done
  need ceph-mon ceph-osd monmaptool radosgw radosgw-admin ceph -- ceph-mon ceph-osd radosgw ceph-common
  [ ${#dir} -le 80 ] || fail "$dir is too long for the daemons' sockets; at most 80 characters"
  if ! is_up "$dir/rgw.pid"; then
    # What memstore held is gone with its process: a cluster around it cannot be restarted.
    [ ! -f "$dir/env" ] || { . "$dir/env"; [ "$STORE" = bluestore ] || is_up "$dir/osd.pid" || { stop; rm -rf "$dir"; }; }
    mkdir -p "$dir"/{run,log,mon,osd,rgwdata,crash}; chmod 700 "$dir"
    if [ ! -f "$dir/ready" ]; then
      fresh=1 monitor=$(free_ports 20)
      rm -rf "$dir"/{mon,osd}; mkdir "$dir"/{mon,osd}
      configure "${port:-$(free_ports)}" "$monitor" "$store"
      monmaptool --create --clobber --addv a "[v2:127.0.0.1:$monitor]" --fsid "$(sed -n 's/^fsid = //p' "$conf")" "$dir/monmap" >/dev/null &&
        ceph-mon -c "$conf" --mkfs -i a --monmap "$dir/monmap" >>"$dir/log/mkfs.out" 2>&1 || fail "ceph-mon --mkfs failed; see $dir/log/mkfs.out"
    fi
    . "$dir/env"
    is_up "$dir/mon.pid" || background mon ceph-mon -c "$conf" -i a -f
    wait_for 30 test -S "$dir/run/mon.a.asok" || give_up mon
    if [ $fresh = 1 ]; then
      uuid=$(cat /proc/sys/kernel/random/uuid)
      timeout 60 ceph -c "$conf" --connect-timeout 20 osd new "$uuid" >>"$dir/log/mkfs.out" 2>&1 &&
        ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$uuid" >>"$dir/log/mkfs.out" 2>&1 || give_up mkfs
    fi
    is_up "$dir/osd.pid" || background osd ceph-osd -c "$conf" -i 0 -f
    background rgw radosgw -c "$conf" -n client.rgw -f
    if [ $fresh = 1 ]; then
      # waits for the storage daemon by itself
      timeout 90 radosgw-admin -c "$conf" user create --uid=dcai --display-name=dcai --access-key="$ACCESS_KEY" --secret-key="$SECRET_KEY" \
        >>"$dir/log/user.out" 2>&1 || give_up user
    fi
    wait_for 60 answers || give_up rgw
    touch "$dir/ready"
  fi
  . "$dir/env"
  [ -z "$parent" ] || watch_parent "$dir" "$parent" $at_end
  lines
}

give_up() { stop; fail "$1 did not come up: $(tail -n1 "$dir/log/$1.out"); see $dir/log"; }

stop() {
  local name signal=TERM
  ! grep -qs STORE=memstore "$dir/env" || signal=KILL # nothing to save
  for name in rgw osd mon; do end "$dir/$name.pid" $signal; done
  end "$dir/watcher.pid" TERM
}

lines() {
  echo "DCAI_TEST_S3_ENDPOINT=http://127.0.0.1:$S3_PORT"
  echo "DCAI_TEST_S3_ACCESS_KEY=$ACCESS_KEY"
  echo "DCAI_TEST_S3_SECRET_KEY=$SECRET_KEY"
}

case $command in
  start) start "$@" ;;
  status) [ -f "$dir/env" ] && . "$dir/env" && is_up "$dir/rgw.pid" && lines || { echo "down"; exit 1; } ;;
  stop) stop ;;
  kill-gateway) end "$dir/rgw.pid" KILL ;;
  wipe) wipe ;;
  watch) watch "$dir" "$@" ;;
  *) fail "unknown command $command" ;;
esac
