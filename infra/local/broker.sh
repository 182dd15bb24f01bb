#!/bin/bash
# A private RabbitMQ on loopback from Debian's rabbitmq-server, without systemd and without Docker; any number side by side.
#
#   broker.sh start DIR [--parent PID | --stop-with PID] [--port N] [--management-port N] [--tls]
#                          prints KEY=VALUE lines once the broker speaks AMQP; DIR keeps the data, so start again is a restart.
#                          --parent: wiped by itself when process PID ends. --stop-with: stopped then, with its data kept.
#                          --management-port: also starts the management plugin there
#                          --tls: also listens for amqps, with a certificate of an authority made for it
#   broker.sh status DIR   the same lines, or exit code 1
#   broker.sh stop DIR     orderly; kill DIR: as a power failure would; wipe DIR: stop and delete everything
#   broker.sh queued DIR   QUEUE=MESSAGES lines of queues that hold some
#   broker.sh ctl DIR …    rabbitmqctl
set -u
. "$(dirname "$(realpath "$0")")/server.sh"
[ $# -ge 2 ] || { sed -n '4,12s/^# \{0,1\}//p' "$0"; exit 2; }
command=$1 dir=$(realpath -m "$2"); shift 2
bin=/usr/lib/rabbitmq/bin

load() { set -a; . "$dir/env"; set +a; }

# The broker's half of the handshake (a Start method on channel 0), not only an open port.
speaks_amqp() {
  timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/'"$AMQP_PORT"' && printf "AMQP\0\0\11\1" >&3 && [ "$(head -c1 <&3 | od -An -tx1)" = " 01" ]'
}

# An authority, and a certificate of it for the names by which this machine knows itself.
certify() {
  mkdir -p "$dir/tls"
  (
    cd "$dir/tls" &&
      openssl req -x509 -newkey rsa:2048 -noenc -keyout ca.key -out ca.pem -days 30 -subj '/CN=dcai local broker authority' &&
      openssl req -newkey rsa:2048 -noenc -keyout broker.key -out broker.csr -subj /CN=localhost &&
      printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' >broker.ext &&
      openssl x509 -req -in broker.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out broker.pem -days 30 -extfile broker.ext
  ) >"$dir/log/tls" 2>&1 || fail "no certificate could be made; see $dir/log/tls"
}

configure() { # amqp port, management port, tls port
  mkdir -p "$dir"/{mnesia,log}; chmod 700 "$dir"
  [ "$3" = 0 ] || certify
  cat >"$dir/env" <<EOF
AMQP_PORT=$1
MANAGEMENT_PORT=$2
TLS_PORT=$3
HOME='$dir'
ERL_EPMD_PORT=$(free_ports)
ERL_EPMD_ADDRESS=127.0.0.1
RABBITMQ_NODENAME=dcai$1@localhost
RABBITMQ_DIST_PORT=$(free_ports)
RABBITMQ_MNESIA_BASE='$dir/mnesia'
RABBITMQ_LOG_BASE='$dir/log'
RABBITMQ_PID_FILE='$dir/node'
RABBITMQ_CONFIG_FILE='$dir/rabbitmq.conf'
RABBITMQ_ADVANCED_CONFIG_FILE='$dir/advanced.config'
RABBITMQ_CONF_ENV_FILE=/dev/null
RABBITMQ_ENABLED_PLUGINS_FILE='$dir/enabled_plugins'
RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}'
EOF
  # The time to acknowledge is far below the server's half hour: a consumer that holds a message for long is a bug to be found here.
  cat >"$dir/rabbitmq.conf" <<EOF
listeners.tcp.1 = 127.0.0.1:$1
loopback_users.guest = true
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 100MB
raft.wal_max_size_bytes = 33554432
log.file.level = info
consumer_timeout = 300000
EOF
  if [ "$3" != 0 ]; then
    cat >>"$dir/rabbitmq.conf" <<EOF
listeners.ssl.1 = 127.0.0.1:$3
ssl_options.cacertfile = $dir/tls/ca.pem
ssl_options.certfile = $dir/tls/broker.pem
ssl_options.keyfile = $dir/tls/broker.key
EOF
  fi
  echo '[].' >"$dir/enabled_plugins"
  if [ "$2" != 0 ]; then
    printf 'management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = %s\n' "$2" >>"$dir/rabbitmq.conf"
    echo '[rabbitmq_management].' >"$dir/enabled_plugins"
  fi
  secret >"$dir/.erlang.cookie"; chmod 400 "$dir/.erlang.cookie"
}

start() {
  local parent='' at_end=wipe port='' management=0 tls=0
  while [ $# -gt 0 ]; do
    case $1 in
      --parent) parent=$2 ;; --stop-with) parent=$2 at_end=stop ;; --port) port=$2 ;; --management-port) management=$2 ;;
      --tls) tls=1; shift; continue ;;
      *) fail "unknown option $1" ;;
    esac
    shift 2 || fail "the last option needs a value"
  done
  need "$bin/rabbitmq-server" epmd -- rabbitmq-server
  if [ $tls = 1 ]; then need openssl -- openssl; tls=$(free_ports); fi
  [ -f "$dir/env" ] || configure "${port:-$(free_ports)}" "$management" "$tls"
  load
  if ! is_up "$dir/broker.pid"; then
    rm -f "$dir/node"
    setsid nohup epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 </dev/null >/dev/null 2>&1 &
    remember "$dir/epmd.pid" $!
    # Mnesia dumps its core where it was started.
    (cd "$dir" && exec setsid nohup "$bin/rabbitmq-server" </dev/null >"$dir/log/console" 2>&1) &
    remember "$dir/launcher.pid" $!
    comes_up || { stop; fail "the broker did not come up: $(grep -m1 -iE 'error|failed|cannot' "$dir/log/console" || echo "see $dir/log")"; }
    remember "$dir/broker.pid" "$(cat "$dir/node")"
  fi
  [ -z "$parent" ] || watch_parent "$dir" "$parent" $at_end
  lines
}

comes_up() {
  local n; for n in $(seq 60); do
    wait_for 1 speaks_amqp && return 0
    is_up "$dir/launcher.pid" || return 1
  done
  return 1
}

halt() { # signal
  # Erlang takes TERM as a request for an orderly end. A broker that never came up is known by what launched it only.
  [ -f "$dir/broker.pid" ] || [ ! -s "$dir/node" ] || remember "$dir/broker.pid" "$(cat "$dir/node")"
  end "$dir/broker.pid" "$1"
  end "$dir/launcher.pid" "$1"
  end "$dir/epmd.pid" "$1"
  end "$dir/watcher.pid" TERM
}

stop() { halt TERM; }

lines() {
  echo "DCAI_TEST_RABBITMQ_URI=amqp://guest:guest@127.0.0.1:$AMQP_PORT/"
  if [ "${TLS_PORT:-0}" != 0 ]; then
    echo "DCAI_TEST_RABBITMQ_TLS_URI=amqps://guest:guest@localhost:$TLS_PORT/"
    echo "DCAI_TEST_RABBITMQ_CA=$dir/tls/ca.pem"
  fi
  echo "AMQP_PORT=$AMQP_PORT"
  echo "MANAGEMENT_PORT=$MANAGEMENT_PORT"
  echo "PID=$(pid_of "$dir/broker.pid")"
}

case $command in
  start) start "$@" ;;
  status) [ -f "$dir/env" ] && load && is_up "$dir/broker.pid" && lines || { echo "down"; exit 1; } ;;
  stop) stop ;;
  kill) halt KILL ;;
  wipe) wipe ;;
  watch) watch "$dir" "$@" ;;
  queued) load; "$bin/rabbitmqctl" -q --no-table-headers list_queues name messages | awk '$2 > 0 { print $1 "=" $2 }' ;;
  ctl) load; "$bin/rabbitmqctl" -q "$@" ;;
  *) fail "unknown command $command" ;;
esac
