package dev.diptych.nn.cuda.emulator;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences and branches of sizes that take several blocks and 128-bit loads, against the engine for CPUs. */
class SequencesIT {
    /** Sums of hundreds of float32, in another order than the other engine's. */
    private static final double SUMS = 3e-5;

    /** Results that are rounded to bfloat16 on both sides. */
    private static final double HALVES = 1e-2;

    private static final int BATCH = 9;
    private static final int TOKENS = 65;

    /** Rows of whole runs, over one block of columns and not; single elements. */
    @ParameterizedTest
    @ValueSource(ints = {264, 40, 33})
    void averages(int width) {
        check(t -> {
            List<Primitive> all = new ArrayList<>();
            for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
                for (int first : new int[] {0, 1}) {
                    Tensor mean = t.result(dtype, BATCH, 1, width);
                    all.add(new AverageTokens(t.normal(dtype, BATCH, TOKENS, width), first, mean));
                    all.add(new AverageTokens.Grad(mean, first, t.result(dtype, BATCH, TOKENS, width), first == 0));
                }
            }
            return all;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {264, 40, 33})
    void weighsBranches(int width) {
        check(t -> {
            List<Primitive> all = new ArrayList<>();
            for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
                Tensor x = t.normal(dtype, BATCH, TOKENS, width);
                Tensor gamma = t.floats(width);
                Tensor out = t.result(DType.FLOAT32, BATCH, TOKENS, width);
                all.add(new LayerScale(x, gamma, t.floats(BATCH, TOKENS, width), out));
                all.add(new LayerScale.Grad(
                        x,
                        gamma,
                        t.floats(BATCH, TOKENS, width),
                        t.result(dtype, BATCH, TOKENS, width),
                        t.result(DType.FLOAT32, width),
                        dtype == DType.FLOAT32));
            }
            return all;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 33})
    void addsAndRepeats(int width) {
        check(t -> List.of(
                new AddPositions(
                        t.floats(BATCH, TOKENS, width),
                        t.floats(TOKENS, width),
                        t.result(DType.FLOAT32, BATCH, TOKENS, width)),
                new Repeat(t.floats(TOKENS, width), t.result(DType.FLOAT32, BATCH, TOKENS, width)),
                new Repeat(t.floats(TOKENS, width), t.result(DType.BFLOAT16, BATCH, TOKENS, width)),
                new PrependClass.Grad(
                        t.floats(BATCH, TOKENS, width),
                        t.result(DType.FLOAT32, BATCH, TOKENS - 1, width),
                        t.result(DType.FLOAT32, width),
                        null,
                        true)));
    }

    /** Rows of images that start on 16 bytes, and that do not. */
    @ParameterizedTest
    @ValueSource(ints = {36, 37, 38})
    void leavesOutWhatIsLessThanAPatch(int side) {
        check(t -> List.of(
                new PatchGather(t.floats(2, 3, side, side), 16, t.result(DType.FLOAT32, 8, 768)),
                new PatchGather(t.floats(2, 3, side, side), 16, t.result(DType.BFLOAT16, 8, 768))));
    }

    @ParameterizedTest
    @EnumSource(Activation.Kind.class)
    void activates(Activation.Kind kind) {
        check(t -> {
            List<Primitive> all = new ArrayList<>();
            for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
                Tensor x = t.normal(dtype, 70, 40);
                all.add(new Activation(kind, x, t.result(dtype, 70, 40)));
                all.add(new Activation.Grad(kind, x, t.normal(dtype, 70, 40), t.result(dtype, 70, 40)));
            }
            return all;
        });
    }

    private static void check(Function<Twin, List<Primitive>> build) {
        for (boolean reversed : new boolean[] {false, true}) {
            try (Engine emulated = new EmulatedEngine(reversed);
                    Engine host = new OneDnnEngine()) {
                List<float[]> actual = Twin.run(emulated, build);
                List<float[]> expected = Twin.run(host, build);
                for (int i = 0; i < actual.size(); i++) {
                    double tolerance = isHalves(expected.get(i)) ? HALVES : SUMS;
                    Twin.compare("on both engines", List.of(actual.get(i)), List.of(expected.get(i)), tolerance);
                }
            }
        }
    }

    /** Whether all values are bfloat16. */
    private static boolean isHalves(float[] values) {
        for (float value : values) {
            if ((Float.floatToRawIntBits(value) & 0xffff) != 0) {
                return false;
            }
        }
        return true;
    }
}
