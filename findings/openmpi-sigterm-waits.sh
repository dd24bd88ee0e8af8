#!/usr/bin/env bash
# Open MPI 4.1.4 (Debian 12): mpirun, told to end by SIGTERM, waits `odls_base_sigkill_timeout` seconds before its ranks get that signal.
#
# `ompi_info` calls the setting "Time to wait for a process to die after issuing a kill signal to it", which reads as the time that ranks have between
# SIGTERM and SIGKILL. Whoever raises it to let them write a checkpoint also has them learn of it so much later; with its default of one
# second it is not noticed. (Signals sent to the ranks themselves arrive at once.) No MPI program is needed: the ranks are shells.
# Needs: Debian 12 on x86-64, apt-get; 25 MB.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

packages=(openmpi-bin=4.1.4-3+b1 openmpi-common=4.1.4-3 libopenmpi3=4.1.4-3+b1 libpmix2 libevent-core-2.1-7 libevent-pthreads-2.1-7 libhwloc15 libmunge2)
(cd "$work" && apt-get download -qq "${packages[@]}" 2> /dev/null && for file in *.deb; do dpkg -x "$file" .; done)
libraries=$work/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH=$libraries OPAL_PREFIX=$work/usr OPAL_LIBDIR=$libraries/openmpi/lib OPAL_PKGLIBDIR=$libraries/openmpi/lib/openmpi3
export OPAL_PKGDATADIR=$work/usr/share/openmpi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
mpirun=$work/usr/bin/mpirun.openmpi
"$mpirun" --version | head -n 1

cat > "$work/rank" << 'RANK'
trap 'date +%s%3N > "$1/told.$OMPI_COMM_WORLD_RANK"; exit 0' TERM
touch "$1/begun.$OMPI_COMM_WORLD_RANK"
while :; do sleep 0.05; done
RANK

# $1: the setting, in seconds; prints the milliseconds until the first rank is told
told() {
    rm -f "$work"/begun.* "$work"/told.*
    "$mpirun" --oversubscribe --mca plm_rsh_agent true --mca odls_base_sigkill_timeout "$1" -n 2 bash "$work/rank" "$work" > "$work/out" 2>&1 &
    local starter=$! sent
    for ((i = 0; i < 300; i++)); do
        [ -e "$work/begun.0" ] && [ -e "$work/begun.1" ] && break
        sleep 0.1
    done
    sent=$(date +%s%3N)
    kill -TERM "$starter"
    wait "$starter" || true
    echo $(($(sort -n "$work"/told.* | head -n 1) - sent))
}

short=$(told 1)
long=$(told 6)
echo "a timeout of 1 s: a rank is told after $short ms"
echo "a timeout of 6 s: a rank is told after $long ms"
[ "$short" -lt 4000 ] && [ "$long" -ge 6000 ]
