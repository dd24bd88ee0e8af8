#!/usr/bin/env bash
# Checks and figures of the CUDA engine on a machine with an NVIDIA GPU; no network. Two calls: the first, of 230 seconds, is
# what is wanted most, and all of it works without the second; figures are written as they come.
#
# usage: gpu.sh first|second [ARCHIVE]   the archive that bench/gpu-pack.sh made; without one, the folder of this script
#
#   first    facts, small steps in both precisions, ViT-B/32 and PyTorch's beside it, the engines' contract
#   second   memory and race checks, ViT-B/16 and ViT-L/14 with PyTorch's, a batch that does not fit, compiled PyTorch
#
# Needs a driver and CUDA's libraries (libcudart, libcublas, libcublasLt, libnvrtc) of the archive's major version: from
# DIPTYCH_CUDA_PATH, CUDA_HOME, /usr/local/cuda*, or those that came with python3's PyTorch. Where python3 has PyTorch, its
# step runs beside ours. Writes gpu.log, figures.tsv and sanitizer.txt to $OUT, or to the current folder; figures.tsv of the
# other call is read where it lies beside the archive.
#
# SECONDS_LEFT  the time that it may take (default 230 and 420): what does not fit is left out, and said so
# REHEARSE=1    on the fake GPU and small models, to try the script where there is no GPU; STALL=STAGE lets a stage hang
set -u

script=$(cd -P "$(dirname "$0")" && pwd)/$(basename "$0")

# One class of the contract in a process of its own: an error of the device is the end of all work in its process. Uses
# what the main part has exported.
if [ "${1:-}" = class ]; then
    class=$2
    began=$(date +%s)
    log=$work/${class##*.}.txt
    # shellcheck disable=SC2086
    LD_LIBRARY_PATH=${driver:-${LD_LIBRARY_PATH:-}} \
        timeout --foreground -k 5 "$class_limit" ${tool:-} "$java" $flags -Ddiptych.contract.engines="$engines" \
        -cp "$here/lib/*:$here/test/*" org.junit.platform.console.ConsoleLauncher execute --disable-banner \
        --details=summary --disable-ansi-colors --fail-if-no-tests --select-class "$class" > "$log" 2>&1
    status=$?
    echo "${class##*.}: $([ $status -eq 0 ] && echo passed || echo "FAILED with $status"), $(sed -n \
        's/^\[ *\([0-9]*\) tests successful.*/\1 tests/p' "$log"), $(($(date +%s) - began)) s"
    if [ $status -ne 0 ]; then
        echo "$class" >> "$work/failed"
        grep -v '^ *\(at \|\.\.\.\|$\)' "$log" | cut -c 1-300 | head -n 30
    fi
    exit 0
fi

call=${1:-}
case $call in
    first) limit=${SECONDS_LEFT:-230} ;;
    second) limit=${SECONDS_LEFT:-420} ;;
    *)
        echo "gpu.sh: $call: expected first or second" >&2
        exit 2
        ;;
esac
started=$(date +%s)
out=${OUT:-.}
work=$(mktemp -d)
here=$(dirname "$script")
known=$here/figures.tsv
if [ $# -gt 1 ]; then
    known=$(dirname "$2")/figures.tsv
    here=$(mktemp -d)
    if ! tar -xJf "$2" -C "$here" 2> /dev/null; then
        python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' "$2" "$here" || exit 1
    fi
fi
exec 3>&1 4>&2
exec > >(tee "$out/gpu.log") 2>&1
tee=$!
figures=$out/figures.tsv
[ -f "$known" ] && ! [ "$known" -ef "$figures" ] && cp "$known" "$figures"
touch "$figures"

# Lets the log be whole before the script ends; something that never ends and holds it open is not waited for.
finish() {
    echo
    echo "done in $(($(date +%s) - started)) s of $limit"
    exec >&3 2>&4 3>&- 4>&-
    for _ in $(seq 50); do
        kill -0 "$tee" 2> /dev/null || break
        sleep 0.1
    done
    rm -rf "$work"
}
trap finish EXIT

java=$here/runtime/bin/java
[ -x "$java" ] || java=${JAVA_HOME:+$JAVA_HOME/bin/}java
python_cuda=$(timeout 20 python3 - 2> /dev/null << 'PYTHON'
import glob, os, site, sys
folders = set()
for base in site.getsitepackages() + sys.path:
    for library in glob.glob(os.path.join(base, "nvidia", "*", "lib")) + glob.glob(os.path.join(base, "nvidia", "*", "*", "lib")):
        folders.add(library)
print(":".join(sorted(folders)))
PYTHON
)
export DIPTYCH_CUDA_PATH=${DIPTYCH_CUDA_PATH:-}:$python_cuda
export DIPTYCH_CACHE=${DIPTYCH_CACHE:-$here/cache}
[ -d "$here/kernels" ] && export DIPTYCH_KERNELS=$here/kernels
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-8}

# The driver's folder and no other: a toolkit's libraries would be loaded beside those of the wheels.
driver=
for folder in /usr/local/nvidia/lib64 /usr/local/nvidia/lib /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/lib/wsl/lib; do
    [ -z "$driver" ] && [ -e "$folder/libcuda.so.1" ] && driver=$folder
done

rehearse=${REHEARSE:-0}
device=cuda engines='cuda.*' least_scale=1 jars="$here/lib/*" heap=24g
if [ "$rehearse" = 1 ]; then
    mkdir -p "$work/first/META-INF/services"
    echo dev.diptych.nn.cuda.RehearsalDevices > "$work/first/META-INF/services/dev.diptych.nn.engine.DeviceProvider"
    engines='fake.*' least_scale=0 jars="$work/first:$here/lib/*:$here/test/*" heap=3g
fi
flags="-XX:+UseParallelGC -Xmx$heap -Dorg.bytedeco.javacpp.logger=slf4j -Dorg.bytedeco.javacpp.maxBytes=0 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.cachedir=$here/natives"
# shellcheck disable=SC2086
diptych() { LD_LIBRARY_PATH=${driver:-${LD_LIBRARY_PATH:-}} ${tool:-} "$java" $flags -cp "$jars" dev.diptych.cli.Main "$@"; }
export -f diptych
export java flags here jars driver engines work tool=

left() { echo $((limit - 5 - $(date +%s) + started)); }

# stage NAME LEAST MOST COMMAND...: runs it if at least LEAST seconds are left, and ends it after MOST or when they are over
stage() {
    local name=$1 least=$(($2 * least_scale)) most=$3 rest began status
    shift 3
    rest=$(left)
    echo
    echo "== $name ($rest s left, at most $((rest < most ? rest : most)))"
    if [ "$rest" -lt "$least" ] || [ "$rest" -lt 1 ]; then
        echo "left out: $least s wanted"
        return 99
    fi
    began=$(date +%s)
    [ "${STALL:-}" = "$name" ] && set -- sleep 1000
    timeout -k 5 $((rest < most ? rest : most)) "$@"
    status=$?
    echo "-- $name: $([ $status -eq 0 ] && echo ended || echo "FAILED with $status") after $(($(date +%s) - began)) s"
    return $status
}

# figure KEY NAME LEAST MOST COMMAND...: keeps the pairs/s and the milliseconds that the command prints
figure() {
    local key=$1 status
    shift
    stage "$@" | tee "$work/$key.txt"
    status=${PIPESTATUS[0]}
    sed -n "s/^pairs\/s \([0-9.]*\)  step \([0-9.]*\) ms.*/$key\t\1\t\2/p" "$work/$key.txt" | head -n 1 >> "$figures"
    return $status
}

pairs() { awk -v key="$1" '$1 == key { last = $2 } END { print last }' "$figures"; }

ratios() {
    echo
    printf '%-6s %10s %10s %10s %12s %14s\n' pairs/s ours eager compiled ours/eager ours/compiled
    for model in b32 b16 l14; do
        awk -v m=$model -v o="$(pairs ours-$model)" -v e="$(pairs eager-$model)" -v c="$(pairs compiled-$model)" 'BEGIN {
            printf "%-6s %10s %10s %10s %12s %14s\n", m, o, e, c, (o && e) ? sprintf("%.2f", o / e) : "-", (o && c) ? sprintf("%.2f", o / c) : "-"
        }'
    done
}

if [ "$rehearse" = 1 ]; then
    b32="--batch 4 --width 64 --layers 1 --image 32 --patch 16 --context 8 --vocab 64 --embed 16 --steps 2"
    b16=$b32
    l14="$b32 --grad-checkpointing"
    tiny=$b32
    none=$b32
else
    tiny="--batch 8 --width 128 --layers 2 --image 64 --patch 16 --context 24 --vocab 512 --embed 64 --steps 5"
    clip="--image 224 --context 77 --vocab 49408 --steps 10"
    b32="--batch 1024 --patch 32 --width 768 --text-width 512 --layers 12 --text-layers 12 --embed 512 $clip"
    b16="--batch 256 --patch 16 --width 768 --text-width 512 --layers 12 --text-layers 12 --embed 512 $clip"
    l14="--batch 128 --patch 14 --width 1024 --text-width 768 --layers 24 --text-layers 12 --embed 768 --grad-checkpointing $clip"
    none="--batch 8192 --patch 16 --width 1024 --text-width 768 --layers 24 --text-layers 12 --embed 768 $clip"
fi
peer=$here/torch_step_gpu.py
[ -f "$peer" ] || peer=$here/../bench/torch_step_gpu.py
sanitizer=$(command -v compute-sanitizer || true)

small() { stage "small steps, $1" 8 30 bash -c "diptych bench step --device $device --precision $1 --profile $tiny"; }

# A small step once more, so that the message names the kernel that is to blame.
blame() {
    [ "$(left)" -gt 60 ] || return 0
    stage "the same, each launch awaited" 10 25 env CUDA_LAUNCH_BLOCKING=1 \
        bash -c "diptych bench step --device $device --precision $1 $tiny" || true
    [ -n "$sanitizer" ] && check memcheck "$1"
    return 0
}

# check TOOL PRECISION: a small step under a tool of the compute sanitizer
check() {
    stage "$1 of a small step, $2" 20 70 env tool="$sanitizer --tool $1 --error-exitcode 9" \
        bash -c "diptych bench step --device $device --precision $2 $tiny --steps 1" > "$work/check.txt"
    local status=$?
    cat "$work/check.txt" >> "$out/sanitizer.txt"
    tail -n 4 "$work/check.txt"
    return $status
}

ours() {
    DIPTYCH_LOG_PRODUCTS=$work/products-$1.txt figure "ours-$1" "$2: Diptych" "$3" "$4" \
        bash -c "diptych bench step --device $device --precision amp_bf16 --memory --profile ${!1}"
    cat "$work/products-$1.txt" 2> /dev/null
}

# Whether there is a peer; asked once, as the first import takes long.
torch() {
    if [ -z "${has_torch:-}" ]; then
        has_torch=no
        timeout 60 python3 -c 'import torch; assert torch.cuda.is_available()' 2> /dev/null && has_torch=yes
        [ $has_torch = yes ] || echo "no PyTorch that sees a GPU: no peer"
    fi
    [ $has_torch = yes ]
}

facts() {
    nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.sm,clocks.max.sm,power.limit --format=csv 2> /dev/null \
        || echo "no nvidia-smi"
    echo "driver's libraries in ${driver:-no folder that is known}; $(bash --version | head -n 1)"
    "$java" -version 2>&1 | head -n 1
    diptych devices
}
export -f facts

echo "gpu.sh $call, $(date -u +%FT%TZ)"
stage "facts" 1 30 bash -c facts
if [ "$call" = first ]; then
    for precision in fp32 amp_bf16; do
        small $precision || [ $? -eq 99 ] || blame $precision
    done
    ours b32 "ViT-B/32, batch 1024" 25 70
    # shellcheck disable=SC2086
    torch && figure eager-b32 "ViT-B/32: PyTorch, eager" 25 70 python3 "$peer" $b32
    ratios
    export class_limit=60
    stage "the engines' contract" 20 120 xargs -P 4 -n 1 bash "$script" class < "$here/test/classes.txt"
    if [ -f "$work/failed" ]; then
        mapfile -t failed < "$work/failed"
        for class in "${failed[@]:0:3}"; do
            class_limit=40 stage "${class##*.} again, each launch awaited" 15 45 env CUDA_LAUNCH_BLOCKING=1 bash "$script" class "$class"
            [ -n "$sanitizer" ] && tool="$sanitizer --tool memcheck --error-exitcode 9" class_limit=55 \
                stage "${class##*.} again, under memcheck" 25 60 bash "$script" class "$class"
        done
    fi
else
    [ -n "$sanitizer" ] || echo "no compute-sanitizer: no memory and race checks"
    for tool_name in ${sanitizer:+memcheck racecheck}; do
        check "$tool_name" amp_bf16
    done
    ours b16 "ViT-B/16, batch 256" 25 60
    ours l14 "ViT-L/14, batch 128, checkpointing" 30 70
    if torch; then
        # shellcheck disable=SC2086
        figure eager-b16 "ViT-B/16: PyTorch, eager" 25 60 python3 "$peer" $b16
        # shellcheck disable=SC2086
        figure eager-l14 "ViT-L/14: PyTorch, eager" 25 60 python3 "$peer" $l14
    fi
    stage "a batch that does not fit, which fails with one line" 10 30 bash -c "diptych bench step --device $device --precision amp_bf16 $none"
    if torch; then
        for model in b32 b16 l14; do
            # shellcheck disable=SC2086
            figure "compiled-$model" "$model: PyTorch, compiled" 50 110 python3 "$peer" --compile ${!model}
        done
    fi
    ratios
fi
