#!/usr/bin/env bash
# All checks and figures of the CUDA engine in one go, in under ten minutes, on a machine with an NVIDIA GPU; no network.
#
# usage: gpu.sh [ARCHIVE]     the archive that bench/gpu-pack.sh made; without one, the folder that this script lies in
#
# Needs a driver and CUDA's libraries (libcudart, libcublas, libcublasLt, libnvrtc) of the archive's major version: from
# DIPTYCH_CUDA_PATH, CUDA_HOME, /usr/local/cuda*, or those that came with python3's PyTorch. Where python3 has PyTorch,
# its step runs beside ours. Writes what it prints and the profile to $OUT, or to the current folder.
#
# SECONDS_LEFT  the time that it may take (default 570): what does not fit is left out, and said so
set -u

limit=${SECONDS_LEFT:-570}
started=$(date +%s)
out=${OUT:-.}
here=$(cd -P "$(dirname "$0")" && pwd)
if [ $# -gt 0 ]; then
    here=$(mktemp -d)
    if ! tar -xJf "$1" -C "$here" 2>/dev/null; then
        python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' "$1" "$here" || exit 1
    fi
fi
exec > >(tee "$out/gpu.log") 2>&1

java=$here/runtime/bin/java
[ -x "$java" ] || java=${JAVA_HOME:+$JAVA_HOME/bin/}java
python_cuda=$(python3 - 2> /dev/null << 'PYTHON'
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
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-8}

left() { echo $((limit - $(date +%s) + started)); }

# run NAME LEAST COMMAND...: runs it if at least that many seconds are left, and stops it when they are over
run() {
    local name=$1 least=$2 rest
    shift 2
    rest=$(left)
    echo
    echo "== $name ($rest s left)"
    if [ "$rest" -lt "$least" ]; then
        echo "left out: $least s wanted"
        return 1
    fi
    timeout "$rest" "$@"
    local status=$?
    [ $status -eq 0 ] || echo "ended with $status"
    return $status
}

flags="-XX:+UseParallelGC -Xmx24g -Xms4g -Dorg.bytedeco.javacpp.logger=slf4j -Dorg.bytedeco.javacpp.maxBytes=0 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.cachedir=$here/natives"
# shellcheck disable=SC2086
diptych() { "$java" $flags -cp "$here/lib/*" dev.diptych.cli.Main "$@"; }
export -f diptych
export java flags here

nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.sm --format=csv || echo "no nvidia-smi"
"$java" -version 2>&1 | head -n 1
run "devices" 10 bash -c 'diptych devices'

# shellcheck disable=SC2086
run "the engines' contract on the GPU" 60 "$java" $flags -Ddiptych.contract.engines='cuda.*' -cp "$here/lib/*:$here/test/*" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary --fail-if-no-tests \
    --select-package dev.diptych.nn.contract --include-classname '.*ContractTest|.*ReferenceNumbersTest'

b32="--batch 1024 --image 224 --patch 32 --width 768 --text-width 512 --layers 12 --text-layers 12 --context 77 --vocab 49408 --embed 512"
b16="--batch 256 --image 224 --patch 16 --width 768 --text-width 512 --layers 12 --text-layers 12 --context 77 --vocab 49408 --embed 512"
l14="--batch 128 --image 224 --patch 14 --width 1024 --text-width 768 --layers 24 --text-layers 12 --context 77 --vocab 49408 --embed 768 --grad-checkpointing"
peer=$here/torch_step_gpu.py
[ -f "$peer" ] || peer=$here/../bench/torch_step_gpu.py

declare -A pairs
# figure KEY NAME LEAST COMMAND...: keeps the pairs/s that the command prints
figure() {
    local key=$1
    shift
    run "$@" | tee "$out/$key.txt"
    pairs[$key]=$(sed -n 's/^pairs\/s \([0-9.]*\).*/\1/p' "$out/$key.txt" | head -n 1)
}

for model in b32 b16 l14; do
    figure "ours-$model" "$model: Diptych" 40 bash -c "diptych bench step --device cuda --precision amp_bf16 --memory --profile --steps 10 ${!model}"
done
if python3 -c 'import torch; assert torch.cuda.is_available()' 2> /dev/null; then
    for model in b32 b16 l14; do
        # shellcheck disable=SC2086
        figure "eager-$model" "$model: PyTorch, eager" 25 python3 "$peer" ${!model}
    done
    for model in b32 b16 l14; do
        # shellcheck disable=SC2086
        figure "compiled-$model" "$model: PyTorch, compiled" 60 python3 "$peer" --compile ${!model}
    done
else
    echo "no PyTorch that sees a GPU: no peer"
fi

echo
echo "== pairs/s"
printf '%-6s %10s %10s %10s %12s %12s\n' model ours eager compiled ours/eager ours/compiled
for model in b32 b16 l14; do
    awk -v m="$model" -v o="${pairs[ours-$model]:-}" -v e="${pairs[eager-$model]:-}" -v c="${pairs[compiled-$model]:-}" 'BEGIN {
        printf "%-6s %10s %10s %10s %12s %12s\n", m, o, e, c, (o && e) ? sprintf("%.2f", o / e) : "-", (o && c) ? sprintf("%.2f", o / c) : "-"
    }'
done

if command -v compute-sanitizer > /dev/null; then
    run "memory accesses of one small step" 60 bash -c "compute-sanitizer --tool memcheck --error-exitcode 9 --log-file '$out/sanitizer.log' \
        $java $flags -cp '$here/lib/*' dev.diptych.cli.Main bench step --device cuda --precision amp_bf16 --steps 1 \
        --batch 8 --width 128 --layers 2 --image 64 --patch 16 --context 24 --vocab 512 --embed 64"
    tail -n 3 "$out/sanitizer.log" 2> /dev/null
fi
echo
echo "done in $(($(date +%s) - started)) s"
