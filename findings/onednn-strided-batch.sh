#!/usr/bin/env bash
# oneDNN 3.11 (org.bytedeco:dnnl 3.11-1.5.13): a batched float32 matmul whose batch axes are strided reads the wrong
# matrices when the outer batch stride equals (number of matrices) x (inner batch stride), although the axes have gaps.
#
# Attention reads its heads in place from packed projections: [B, H, T, D] with strides (T S, D, S, 1). With S = 3 H D
# (q, k and v side by side) the condition T S = B H D holds for B = 3 T, and only there the product is wrong.
# Seen: largest error 6e-7 for B = 11 and 13 sequences of T = 4 tokens, 13 for B = 12.
# Upstream: oneDNN pull request 5556. Needs: a JDK of 17 or later, Maven, an x86-64 or arm64 Linux.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $(uname -m) in aarch64) platform=linux-arm64 ;; *) platform=linux-x86_64 ;; esac

cat > "$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>onednn</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.13</version></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.13</version><classifier>$platform</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>dnnl</artifactId><version>3.11-1.5.13</version></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>dnnl</artifactId><version>3.11-1.5.13</version><classifier>$platform</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>opencl</artifactId><version>3.0-1.5.13</version><classifier>$platform</classifier></dependency>
  </dependencies>
</project>
POM
(cd "$work" && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib)

cat > "$work/Strided.java" <<'JAVA'
import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Random;
import org.bytedeco.dnnl.*;
import org.bytedeco.javacpp.FloatPointer;

class Strided {
    static final int H = 2, T = 4, D = 8, S = 3 * H * D;

    public static void main(String[] args) {
        dnnl_version_t version = dnnl_version();
        System.out.println("oneDNN " + version.major() + "." + version.minor() + "." + version.patch());
        boolean asSeen = true;
        for (int batch : new int[] {3 * T - 1, 3 * T, 3 * T + 1}) {
            double error = error(batch);
            boolean wrong = error > 1e-2;
            System.out.printf("B %d: largest error %.2g: %s%n", batch, error, wrong ? "wrong" : "right");
            asSeen &= wrong == (batch == 3 * T);
        }
        System.exit(asSeen ? 0 : 1);
    }

    /** Scores q k' of every sequence and head, q and k read in place: the largest distance to a plain loop. */
    static double error(int batch) {
        float[] packed = new float[batch * T * S];
        Random random = new Random(1);
        for (int i = 0; i < packed.length; i++) {
            packed[i] = (float) random.nextGaussian();
        }
        float[] got = multiply(batch, packed);
        double worst = 0;
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < H; h++) {
                for (int i = 0; i < T; i++) {
                    for (int j = 0; j < T; j++) {
                        double sum = 0;
                        for (int d = 0; d < D; d++) {
                            sum += (double) packed[(b * T + i) * S + h * D + d]
                                    * packed[(b * T + j) * S + H * D + h * D + d];
                        }
                        worst = Math.max(worst, Math.abs(sum - got[((b * H + h) * T + i) * T + j]));
                    }
                }
            }
        }
        return worst;
    }

    static float[] multiply(int batch, float[] packed) {
        dnnl_engine engine = new dnnl_engine();
        check(dnnl_engine_create(engine, dnnl_cpu, 0));
        dnnl_stream stream = new dnnl_stream();
        check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags));
        dnnl_memory_desc q = layout(new long[] {batch, H, T, D}, new long[] {T * S, D, S, 1});
        dnnl_memory_desc k = layout(new long[] {batch, H, D, T}, new long[] {T * S, D, 1, S});
        dnnl_memory_desc scores = layout(new long[] {batch, H, T, T}, new long[] {H * T * T, T * T, T, 1});
        dnnl_primitive_attr plain = new dnnl_primitive_attr();
        check(dnnl_primitive_attr_create(plain));
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        check(dnnl_matmul_primitive_desc_create(description, engine, q, k, null, scores, plain));
        dnnl_primitive primitive = new dnnl_primitive();
        check(dnnl_primitive_create(primitive, description));
        FloatPointer in = new FloatPointer(packed.length).put(packed);
        FloatPointer out = new FloatPointer((long) batch * H * T * T);
        dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(3);
        argument(arguments, 0, DNNL_ARG_SRC, memory(engine, q, in));
        argument(arguments, 1, DNNL_ARG_WEIGHTS, memory(engine, k, in.getPointer(H * D)));
        argument(arguments, 2, DNNL_ARG_DST, memory(engine, scores, out));
        check(dnnl_primitive_execute(primitive, stream, 3, arguments.position(0)));
        check(dnnl_stream_wait(stream));
        float[] result = new float[batch * H * T * T];
        out.get(result);
        return result;
    }

    static dnnl_memory_desc layout(long[] sizes, long[] strides) {
        dnnl_memory_desc layout = new dnnl_memory_desc();
        check(dnnl_memory_desc_create_with_strides(layout, 4, sizes, dnnl_f32, strides));
        return layout;
    }

    static dnnl_memory memory(dnnl_engine engine, dnnl_memory_desc layout, FloatPointer data) {
        dnnl_memory memory = new dnnl_memory();
        check(dnnl_memory_create(memory, layout, engine, data));
        return memory;
    }

    static void argument(dnnl_exec_arg_t arguments, int i, int kind, dnnl_memory memory) {
        arguments.position(i).arg(kind).memory(memory);
    }

    static void check(int status) {
        if (status != dnnl_success) {
            throw new IllegalStateException("oneDNN status " + status);
        }
    }
}
JAVA
java -cp "$work/lib/*" "$work/Strided.java"
