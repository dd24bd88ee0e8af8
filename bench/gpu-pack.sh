#!/usr/bin/env bash
# Packs what bench/gpu.sh needs into one archive, for a machine with a GPU that has no Maven, no JDK and no network.
#
# usage: bench/gpu-pack.sh [ARCHIVE]        default: target/gpu.tar.xz; it is refused above 56 MiB
#
# CUDA_VERSION  the presets, for the CUDA that is on that machine: 13.1-9.19-1.5.13 (default) or 12.6-9.5-1.5.11
# CAPABILITY    that machine's compute capability, for which kernels are compiled here (default 90); 0 for none
# NVRTC         a folder with libnvrtc of that CUDA; by default it is taken from the presets' redistribution (380 MB)
# MAVEN_ARGS    more arguments for Maven, such as -o
set -eu

root=$(cd -P "$(dirname "$0")/.." && pwd)
archive=${1:-$root/target/gpu.tar.xz}
version=${CUDA_VERSION:-13.1-9.19-1.5.13}
capability=${CAPABILITY:-90}
most=$((56 << 20))
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

# fetch ARTIFACT TO
fetch() {
    # shellcheck disable=SC2086
    mvn -B -q ${MAVEN_ARGS:-} org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
        -Dartifact="$1" -DoutputDirectory="$2"
}

# The command's class path but for what neither a training step nor the contract's tests load.
for jar in "$root"/cli/target/lib/*.jar; do
    case ${jar##*/} in
        diptych-nn-nd4j-* | nd4j-* | deeplearning4j-* | openblas-* | flatbuffers-* | webp-* | parquet* | \
            kotlin* | guava-* | protobuf-* | jackson-1.0* | commons-math* | commons-collections4-* | commons-codec-* | \
            commons-net* | jts-* | jna-platform-* | jsoup-* | jmh-* | lucene-* | tokenizers-* | zstd-* | neoitertools* | \
            threetenbp* | oshi-* | byteunits-*) ;;
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
    fetch "$artifact" "$folder/test"
done
grep -l --include='*.java' -r '@EngineTest' nn/src/test nn-cuda/src/test | sed 's/.*test\/java\///; s/\.java$//; s/\//./g' \
    | sort > "$folder/test/classes.txt"

# Kernels compiled here for that machine's GPU: it needs no GPU, and saves that machine half a minute.
if [ "$capability" != 0 ]; then
    if [ -z "${NVRTC:-}" ]; then
        NVRTC=$root/target/nvrtc-$version
        if ! ls "$NVRTC"/libnvrtc.so.* > /dev/null 2>&1; then
            fetch "org.bytedeco:cuda-redist:$version:jar:linux-x86_64" "$root/target/redist" \
                || fetch "org.bytedeco:cuda:$version:jar:linux-x86_64-redist" "$root/target/redist"
            mkdir -p "$NVRTC" "$folder/unpacked"
            for jar in "$root"/target/redist/*"$version"*.jar; do
                (cd "$folder/unpacked" && "$java_home/bin/jar" xf "$jar" org/bytedeco/cuda/linux-x86_64)
            done
            cp "$folder"/unpacked/org/bytedeco/cuda/linux-x86_64/lib{nvrtc,cudart}* "$NVRTC"
            rm -r "$folder/unpacked" "$root/target/redist"
        fi
    fi
    DIPTYCH_CUDA_PATH=$NVRTC "$java_home/bin/java" -cp "$folder/lib/*:$folder/test/*" \
        -Dorg.bytedeco.javacpp.cachedir="$root/target/natives" \
        dev.diptych.nn.cuda.driver.PackedKernels "$folder/kernels" "$capability"
fi

"$java_home/bin/jlink" --add-modules \
    java.base,java.instrument,java.logging,java.management,java.xml,jdk.management,jdk.unsupported,jdk.zipfs \
    --strip-debug --no-header-files --no-man-pages --output "$folder/runtime"

cp bench/gpu.sh bench/torch_step_gpu.py "$folder/"
tar -C "$folder" -cf - . | xz -T0 -6 > "$archive.unfinished"
size=$(stat -c %s "$archive.unfinished")
if [ "$size" -gt $most ]; then
    echo "gpu-pack.sh: $archive: $((size >> 20)) MiB, expected at most $((most >> 20)); the largest files:" >&2
    (cd "$folder" && find . -type f -size +1M -printf '%s %p\n' | sort -rn | head -n 12) >&2
    rm "$archive.unfinished"
    exit 1
fi
mv "$archive.unfinished" "$archive"
echo "$archive: $((size >> 20)) MiB, CUDA $version$([ "$capability" = 0 ] || echo ", kernels for compute capability $capability")"
