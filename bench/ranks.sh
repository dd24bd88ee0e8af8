#!/bin/bash
# Ranks on this machine, and what more of them would take: times steps and sums on 1, 2 and 4 ranks of one thread each, fits the link to the
# sums, and reckons. Needs Open MPI (Debian: openmpi-bin) and an idle machine; two minutes.
#
#   bench/ranks.sh [TURNS [OPTIONS OF bench step]]
#
# PAIRS (32) are those of a rank; RANKS (1 2 4) says how many ranks, 1 among them; DIPTYCH names another command than ./diptych. On fewer
# cores than ranks these take turns: the line of the reckoning that belongs to them is that of a step which takes as much longer.
set -e
cd "$(dirname "$0")/.."
turns=${1:-3}
pairs=${PAIRS:-32}
shift || true
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
diptych=${DIPTYCH:-./diptych}
counts=${RANKS:-1 2 4}
mpirun=$(command -v mpirun.openmpi || echo mpirun)
$diptych --help > /dev/null # builds what is stale

for ((turn = 0; turn < turns; turn++)); do
  for ranks in $counts; do
    $mpirun --allow-run-as-root --oversubscribe -n $ranks $diptych bench step --threads 1 --batch $((pairs * ranks)) "$@" \
      > "$out/$ranks.$turn" 2> "$out/err" || { cat "$out/err"; exit 1; }
  done
done

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
parameters=$(awk '/^parameters/ { print $2 }' "$out/1.0")
sums=()
for ranks in $counts; do
  rate=$(awk '/^pairs/ { print $2 }' "$out/$ranks".* | median)
  step=$(awk "BEGIN { printf \"%.1f\", $pairs * $ranks * 1000 / $rate }")
  line="$ranks ranks: step $step ms, $rate pairs/s"
  if [ $ranks = 1 ]; then
    alone=$step
  else
    gather=$(sed -n 's/.* a gather of [0-9]* bytes \([0-9.]*\) ms.*/\1/p' "$out/$ranks".* | median)
    shares=$(sed -n 's/.* by shares \([0-9.]*\) ms.*/\1/p' "$out/$ranks".* | median)
    sum=$(sed -n 's/.* parts \([0-9.]*\) ms$/\1/p' "$out/$ranks".* | median)
    parts=$(sed -n 's/.* bytes in \([0-9]*\) parts .*/\1/p' "$out/$ranks.0")
    bytes=$(sed -n 's/.* a sum of \([0-9]*\) bytes.*/\1/p' "$out/$ranks.0")
    line="$line; alone, a gather $gather ms, its gradients by shares $shares ms, a sum of $bytes bytes $sum ms"
    sums+=(--sum "$ranks:$parts:$bytes:$(awk "BEGIN { print $sum / 1000 }")")
  fi
  echo "$line"
done
cores=$(nproc)
for ranks in $counts; do
  seconds=$(awk "BEGIN { print $alone / 1000 * ($ranks > $cores ? $ranks / $cores : 1) }")
  $diptych bench scale --step-seconds "$seconds" --pairs "$pairs" --parameters "$parameters" --embed 256 "${sums[@]}" --ranks $ranks \
    | tail -n $((ranks == 1 ? 3 : 1))
done
