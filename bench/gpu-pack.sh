#!/usr/bin/env bash
# Packs what bench/gpu.sh needs into one archive, for a machine with a GPU that has no Maven, no JDK and no network.
#
# usage: bench/gpu-pack.sh [ARCHIVE]        default: target/gpu.tar.xz
#
# CUDA_VERSION  the presets, for the CUDA that is on that machine: 13.1-9.19-1.5.13 (default) or 12.6-9.5-1.5.11
# MAVEN_ARGS    more arguments for Maven, such as -o
set -eu

root=$(cd -P "$(dirname "$0")/.." && pwd)
archive=${1:-$root/target/gpu.tar.xz}
version=${CUDA_VERSION:-13.1-9.19-1.5.13}
folder=$root/target/gpu
java_home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
console=1.14.4
cd "$root"
rm -rf cli/target/lib # another build's jars would stay

# shellcheck disable=SC2086
mvn -B -q ${MAVEN_ARGS:-} -Pcuda -Dcuda.version="$version" -DskipTests -Dspotless.check.skip=true -pl cli -am package
rm -rf "$folder"
mkdir -p "$folder/lib" "$folder/test"

# store JAR TO [FILE...]: copies a jar, or some of its files, without compression: the archive as a whole becomes smaller.
store() {
    local jar=$1 to=$2
    shift 2
    mkdir "$folder/unpacked"
    (cd "$folder/unpacked" && "$java_home/bin/jar" xf "$jar" "$@")
    "$java_home/bin/jar" c0Mf "$to/${jar##*/}" -C "$folder/unpacked" .
    rm -r "$folder/unpacked"
}

# The command's class path but for what neither a training step nor the contract's tests load.
for jar in "$root"/cli/target/lib/*.jar; do
    case ${jar##*/} in
        diptych-nn-nd4j-* | nd4j-* | openblas-* | webp-* | parquet* | kotlin* | guava-* | protobuf-* | jackson-1.0* | \
            commons-math* | jts-* | jna-platform-* | zstd-* | neoitertools* | threetenbp* | oshi-* | commons-net*) ;;
        cuda-*-linux-*) # of its natives, those that are called
            store "$jar" "$folder/lib" org/bytedeco/cuda/linux-x86_64/libjnicudart.so \
                org/bytedeco/cuda/linux-x86_64/libjnicublas.so org/bytedeco/cuda/linux-x86_64/libjninvrtc.so
            ;;
        *) store "$jar" "$folder/lib" ;;
    esac
done

cp nn/target/diptych-nn-*-tests.jar "$folder/test/"
"$java_home/bin/jar" cf "$folder/test/nn-cuda-tests.jar" -C nn-cuda/target/test-classes .
for artifact in org.junit.platform:junit-platform-console-standalone:$console org.assertj:assertj-core:3.27.7; do
    # shellcheck disable=SC2086
    mvn -B -q ${MAVEN_ARGS:-} org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
        -Dartifact="$artifact" -DoutputDirectory="$folder/test"
done

"$java_home/bin/jlink" --add-modules \
    java.base,java.instrument,java.logging,java.management,java.xml,jdk.management,jdk.unsupported,jdk.zipfs \
    --strip-debug --no-header-files --no-man-pages --output "$folder/runtime"

cp bench/gpu.sh bench/torch_step_gpu.py "$folder/"
tar -C "$folder" -cf - . | xz -T0 -6 > "$archive.unfinished"
mv "$archive.unfinished" "$archive"
echo "$archive: $(($(stat -c %s "$archive") / 1048576)) MiB"
