#!/usr/bin/env bash
# PyTorch's turn at what `diptych bench step`, `text` and `embed` time, from Java: builds what is missing with Maven, the first time
# from Maven Central, and runs dev.diptych.bench.torch.Main in a process that has none of Diptych's own libraries.
#
#   bench/torch.sh step --precision amp_bf16
#   BLAS=mkl PYTORCH=2.10.0 bench/torch.sh step
#
# PYTORCH    its version: 2.13.0 (unless set) or 2.10.0
# BLAS       what multiplies float32 matrices: openblas (unless set) or mkl
# BLAS_CORE  the kernels that OpenBLAS is to take, such as SkylakeX or Haswell; unless set, those that it finds right, whatever
#            OPENBLAS_CORETYPE says
# JAVA_OPTS  options for Java
# GOMP_SPINCOUNT, OPENBLAS_THREAD_TIMEOUT and MKL_THREADING_LAYER are set unless they are there; docs/performance.md says why.
set -euo pipefail

die() {
    echo "bench/torch.sh: $*" >&2
    exit 2
}

root=$(cd -P "$(dirname "$0")/.." && pwd)
pytorch=${PYTORCH:-2.13.0}
blas=${BLAS:-openblas}
case $pytorch in
    2.13.0) version=2.13.0-1.5.14 javacpp=1.5.14 ;;
    2.10.0) version=2.10.0-1.5.13 javacpp=1.5.13 ;;
    *) die "PYTORCH: $pytorch, expected 2.13.0 or 2.10.0" ;;
esac
case $blas in
    openblas) profiles=torch lib=lib-$version ;;
    mkl) profiles=torch,mkl lib=lib-$version-mkl ;;
    *) die "BLAS: $blas, expected openblas or mkl" ;;
esac
target=$root/bench/torch/target
stamp=$target/$lib.stamp

if [ ! -f "$stamp" ] || [ -n "$(find "$root/bench/torch/pom.xml" "$root/bench/torch/src/main" -newer "$stamp" | head -n 1)" ]; then
    echo "building the peer with PyTorch $pytorch ..." >&2
    (cd "$root" && mvn -q -B -P "$profiles" -pl bench/torch -Dmaven.test.skip=true -Dspotless.check.skip=true \
        -Dpytorch.version="$version" -Dtorch.javacpp.version="$javacpp" package) >&2
    rm -rf "$target/${lib:?}/classes"
    cp -r "$target/classes" "$target/$lib/classes" # of this version: the other one's are built over it
    touch "$stamp"
fi

# A core type from outside, set for other programs' sake, would leave AVX-512 unused.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
[ -n "${BLAS_CORE:-}" ] && export OPENBLAS_CORETYPE=$BLAS_CORE
# OpenBLAS has threads of its own beside OpenMP's: those that wait are to leave the cores to those that work.
[ -z "${OMP_WAIT_POLICY:-}" ] && export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-2000}
export OPENBLAS_THREAD_TIMEOUT=${OPENBLAS_THREAD_TIMEOUT:-4}
export MKL_THREADING_LAYER=${MKL_THREADING_LAYER:-GNU} # the OpenMP that PyTorch brings along

java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
# shellcheck disable=SC2086
exec "$java" -XX:+UseSerialGC -Dorg.bytedeco.javacpp.maxBytes=0 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 \
    -Dorg.bytedeco.openblas.load="$([ "$blas" = mkl ] && echo mkl)" ${JAVA_OPTS:-} \
    -cp "$target/$lib/classes:$target/$lib/*" dev.diptych.bench.torch.Main "$@"
