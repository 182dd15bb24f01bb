# What broker.sh and rgw.sh have in common; sourced by both. A server lives in one private directory, listens on 127.0.0.1 only, and is
# known by the pid files of its processes: "<pid> <start time>", so that a reused pid is never taken for it, let alone killed.

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }

# binaries... -- packages...: one clear line when something is not installed
need() {
  local missing=() binary
  while [ "$1" != -- ]; do
    binary=$1; shift
    [ -x "$binary" ] || command -v "$binary" >/dev/null || missing+=("$(basename "$binary")")
  done
  shift
  [ ${#missing[@]} = 0 ] || fail "not installed: ${missing[*]}; run: apt-get install --no-install-recommends $*"
}

started_at() { local stat; stat=$(cat "/proc/$1/stat" 2>/dev/null) && set -- ${stat##*) } && [ "$1" != Z ] && echo "${20}"; }
remember() { echo "$2 $(started_at "$2")" >"$1"; } # file pid
pid_of() { # file: prints the pid of the process if it is alive
  local pid start
  read -r pid start 2>/dev/null <"$1" && [ -n "$start" ] && [ "$(started_at "$pid")" = "$start" ] && echo "$pid"
}
is_up() { pid_of "$1" >/dev/null; }

end() { # file signal: orderly within 30 s, else forced
  local pid; pid=$(pid_of "$1") || { rm -f "$1"; return 0; }
  kill "-$2" "$pid" 2>/dev/null
  local n; for n in $(seq 300); do is_up "$1" || break; sleep 0.1; done
  is_up "$1" && kill -KILL "$pid" 2>/dev/null
  rm -f "$1"
}

wait_for() { # seconds command...
  local n=$(($1 * 20)); shift
  while [ $n -gt 0 ]; do "$@" >/dev/null 2>&1 && return 0; sleep 0.05; n=$((n - 1)); done
  return 1
}

# A block of this many consecutive ports that nobody uses, below the range from which the kernel serves clients. Two starts at the same
# moment would have to draw the same of some twenty thousand.
free_ports() {
  local used port n
  used=$(awk 'FNR > 1 { n = split($2, a, ":"); print a[n] }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  while :; do
    port=$((10240 + (RANDOM * 32768 + RANDOM) % 21000))
    for ((n = 0; n < ${1:-1}; n++)); do
      grep -qx "$(printf '%04X' $((port + n)))" <<<"$used" && continue 2
    done
    echo $port; return
  done
}

secret() { head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

# dir pid stop|wipe: a process of its own that stops or wipes the server once the process that wanted it has ended, however it ended
watch_parent() {
  local start; start=$(started_at "$2") || fail "there is no process $2"
  end "$1/watcher.pid" TERM
  setsid nohup "$0" watch "$1" "$2" "$start" "$3" </dev/null >/dev/null 2>&1 &
  remember "$1/watcher.pid" $!
}
watch() { # dir pid start stop|wipe
  while [ -d "$1" ] && [ "$(started_at "$2")" = "$3" ]; do sleep 1; done
  rm -f "$1/watcher.pid"
  [ ! -d "$1" ] || "$4"
}

wipe() {
  [ -e "$dir" ] || return 0
  [ -f "$dir/env" ] || fail "$dir was not made by this script; it is left alone"
  stop; rm -rf "$dir"
}
