#!/usr/bin/env bash
# Builds libdcai_torch.so, the C++ shim over libtorch. Does nothing, quickly, when it is up to date.
#   build.sh [BUILD_DIR]      default: $DCAI_TORCH_NATIVE_DIR, else <repository>/.build/torch-native
#   TORCH_ROOT=/opt/libtorch  a libtorch other than the system's (CUDA builds included)
set -euo pipefail
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build_dir=${1:-${DCAI_TORCH_NATIVE_DIR:-$source_dir/../../../.build/torch-native}}

for tool in cmake c++; do
    command -v "$tool" >/dev/null || { echo "build.sh: $tool is missing: apt-get install cmake g++" >&2; exit 1; }
done

mkdir -p "$build_dir"
exec 9>"$build_dir/.lock"
flock 9

stamp="root=${TORCH_ROOT:-}"
if [[ ! -f $build_dir/CMakeCache.txt || $(cat "$build_dir/.configured" 2>/dev/null || true) != "$stamp" ]]; then
    rm -f "$build_dir/CMakeCache.txt"
    generator=()
    command -v ninja >/dev/null && generator=(-G Ninja)
    if ! cmake -S "$source_dir" -B "$build_dir" "${generator[@]}" -DTORCH_ROOT="${TORCH_ROOT:-}" >"$build_dir/configure.log" 2>&1; then
        cat "$build_dir/configure.log" >&2
        echo "build.sh: libtorch was not found${TORCH_ROOT:+ under TORCH_ROOT=$TORCH_ROOT}:" \
            "apt-get install --no-install-recommends libtorch-dev libopenblas0-pthread, or set TORCH_ROOT" >&2
        exit 1
    fi
    printf '%s' "$stamp" >"$build_dir/.configured"
fi
cmake --build "$build_dir" --parallel
